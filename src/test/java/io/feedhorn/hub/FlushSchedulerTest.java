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
  private final AtomicLong durationNanos = new AtomicLong();
  private final FlushScheduler scheduler =
      fixture.callOnLoop(() -> new FlushScheduler(fixture.vertx, nanoTime::get, this::run));

  private int connections = 100;

  private int run() {
    runs.incrementAndGet();
    nanoTime.addAndGet(durationNanos.get());
    return connections;
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void runsOnceIfScheduledSeveralTimesInOneTask() {
    fixture.runOnLoop(
        () -> {
          scheduler.schedule();
          scheduler.schedule();
          assertThat(runs).as("not before the task is over").hasValue(0);
        });
    fixture.awaitFlush();

    assertThat(runs).hasValue(1);
  }

  @Test
  void runsAfterEachTaskIfItTakesLittleTime() {
    durationNanos.set(TimeUnit.MICROSECONDS.toNanos(499));
    for (int i = 0; i < 3; i++) {
      fixture.runOnLoop(scheduler::schedule);
      fixture.awaitFlush();
    }

    assertThat(runs).hasValue(3);
  }

  @Test
  void pausesAfterARunThatTookLong() {
    durationNanos.set(TimeUnit.MILLISECONDS.toNanos(40));
    AtomicInteger runsAfterTheTask = new AtomicInteger();
    fixture.runOnLoop(scheduler::schedule);
    fixture.awaitFlush();
    fixture.runOnLoop(
        () -> {
          scheduler.schedule();
          fixture.loop.runOnContext(i -> runsAfterTheTask.set(runs.get()));
        });
    await().untilAsserted(() -> assertThat(runs).hasValue(2));

    assertThat(runsAfterTheTask).as("not during the pause").hasValue(1);
  }

  @Test
  void doesNotPauseIfThereWereFewConnections() {
    connections = 99;
    durationNanos.set(TimeUnit.SECONDS.toNanos(1));
    fixture.runOnLoop(scheduler::schedule);
    fixture.awaitFlush();
    fixture.runOnLoop(scheduler::schedule);
    fixture.awaitFlush();

    assertThat(runs).hasValue(2);
  }

  @Test
  void doesNotPauseAgainAfterThePause() {
    durationNanos.set(TimeUnit.SECONDS.toNanos(1));
    fixture.runOnLoop(scheduler::schedule);
    fixture.awaitFlush();
    nanoTime.addAndGet(TimeUnit.MILLISECONDS.toNanos(10));
    fixture.runOnLoop(scheduler::schedule);
    fixture.awaitFlush();

    assertThat(runs).as("pauses 10 ms at most").hasValue(2);
  }
}
