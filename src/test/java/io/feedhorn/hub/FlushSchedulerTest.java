package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlushSchedulerTest {
  private final HubFixture fixture = HubFixture.on(Vertx.vertx(), 1);
  private final AtomicLong nanoTime = new AtomicLong(-1);
  private final AtomicInteger runs = new AtomicInteger();
  private final AtomicLong takesNanos = new AtomicLong();
  private final FlushScheduler flushScheduler =
      fixture.callOnLoop(() -> new FlushScheduler(fixture.vertx, nanoTime::get, this::act));

  private int connections = 100;

  private int act() {
    runs.incrementAndGet();
    nanoTime.addAndGet(takesNanos.get());
    return connections;
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void runsOnceHoweverOftenItIsAskedInATurn() {
    fixture.runOnLoop(
        () -> {
          flushScheduler.schedule();
          flushScheduler.schedule();
          assertThat(runs).as("not before the turn is over").hasValue(0);
        });
    fixture.awaitFlush();

    assertThat(runs).hasValue(1);
  }

  @Test
  void runsAtTheEndOfEachTurnThatAskedWhereItTakesLittle() {
    takesNanos.set(TimeUnit.MICROSECONDS.toNanos(499));
    for (int turn = 0; turn < 3; turn++) {
      fixture.runOnLoop(flushScheduler::schedule);
      fixture.awaitFlush();
    }

    assertThat(runs).hasValue(3);
  }

  @Test
  void restsAfterARunThatTookLong() {
    takesNanos.set(TimeUnit.MILLISECONDS.toNanos(40));
    AtomicInteger atTheTurnsEnd = new AtomicInteger();
    fixture.runOnLoop(flushScheduler::schedule);
    fixture.awaitFlush();
    fixture.runOnLoop(
        () -> {
          flushScheduler.schedule();
          fixture.loop.runOnContext(turn -> atTheTurnsEnd.set(runs.get()));
        });
    await().untilAsserted(() -> assertThat(runs).hasValue(2));

    assertThat(atTheTurnsEnd).as("what came while it rested waited").hasValue(1);
  }

  @Test
  void doesNotRestAfterFewWritesHoweverLongTheyWereHeldUp() {
    connections = 99;
    takesNanos.set(TimeUnit.SECONDS.toNanos(1));
    fixture.runOnLoop(flushScheduler::schedule);
    fixture.awaitFlush();
    fixture.runOnLoop(flushScheduler::schedule);
    fixture.awaitFlush();

    assertThat(runs).hasValue(2);
  }

  @Test
  void doesNotRestOnceItHasRested() {
    takesNanos.set(TimeUnit.SECONDS.toNanos(1));
    fixture.runOnLoop(flushScheduler::schedule);
    fixture.awaitFlush();
    nanoTime.addAndGet(TimeUnit.MILLISECONDS.toNanos(10));
    fixture.runOnLoop(flushScheduler::schedule);
    fixture.awaitFlush();

    assertThat(runs).as("it rests 10 ms at most").hasValue(2);
  }
}
