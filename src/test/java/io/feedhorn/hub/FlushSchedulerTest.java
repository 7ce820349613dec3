package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
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
      fixture.callOnLoop(
          () -> new FlushScheduler(fixture.vertx, nanoTime::get, new CountedFlush()));

  private int connections = 100;
  private int slices = 1;
  private Runnable afterSlice = () -> {};

  private final class CountedFlush implements FlushScheduler.Flush {
    private int slice;

    @Override
    public boolean writeSlice() {
      nanoTime.addAndGet(durationNanos.get());
      afterSlice.run();
      if (++slice < slices) {
        return true;
      }
      slice = 0;
      runs.incrementAndGet();
      return false;
    }

    @Override
    public int connections() {
      return connections;
    }
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
  void theTimesOfAllSlicesCount() {
    slices = 3;
    durationNanos.set(TimeUnit.MILLISECONDS.toNanos(4));
    AtomicInteger runsAfterTheTask = new AtomicInteger();
    fixture.runOnLoop(scheduler::schedule);
    await().untilAsserted(() -> assertThat(runs).hasValue(1));
    nanoTime.addAndGet(TimeUnit.MILLISECONDS.toNanos(4));
    fixture.runOnLoop(
        () -> {
          scheduler.schedule();
          fixture.loop.runOnContext(i -> runsAfterTheTask.set(runs.get()));
        });
    await().untilAsserted(() -> assertThat(runs).hasValue(2));

    assertThat(runsAfterTheTask).as("a pause of half of 12 ms").hasValue(1);
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

  @Test
  void pausesUntilTheEndOfThePeriodThatBeganWithTheFlush() {
    durationNanos.set(TimeUnit.MILLISECONDS.toNanos(4));
    fixture.runOnLoop(scheduler::schedule);
    fixture.awaitFlush();
    nanoTime.addAndGet(TimeUnit.MICROSECONDS.toNanos(5_500));
    fixture.runOnLoop(scheduler::schedule);
    fixture.awaitFlush();

    assertThat(runs).as("10 ms after the begin, not twice 4 ms after the end").hasValue(2);
  }

  @Test
  void startsTheNextFlushAfterTheOneThatIsRunning() {
    slices = 3;
    durationNanos.set(0);
    AtomicInteger finished = new AtomicInteger();
    AtomicInteger finishedBeforeTheNextTask = new AtomicInteger();
    afterSlice =
        () -> {
          if (finished.incrementAndGet() == 1) {
            scheduler.schedule();
            fixture.loop.runOnContext(none -> finishedBeforeTheNextTask.set(finished.get()));
          }
        };
    fixture.runOnLoop(scheduler::schedule);
    await().untilAsserted(() -> assertThat(runs).hasValue(2));

    assertThat(finished).hasValue(6);
    assertThat(finishedBeforeTheNextTask).as("not within the one that is running").hasValue(1);
  }

  @Test
  void continuesAfterASliceThatFailed() {
    slices = 2;
    durationNanos.set(0);
    AtomicInteger calls = new AtomicInteger();
    afterSlice =
        () -> {
          if (calls.incrementAndGet() == 1) {
            throw new IllegalStateException("expected by the test");
          }
        };
    fixture.runOnLoop(scheduler::schedule);

    await().untilAsserted(() -> assertThat(runs).hasValue(1));
  }

  @Test
  void readsItsConnectionsBetweenTheSlices() {
    slices = Integer.MAX_VALUE;
    durationNanos.set(0);
    NetClient client = fixture.vertx.createNetClient();
    NetSocket socket = fixture.callOnLoop(() -> connect(client)).await();
    AtomicInteger written = new AtomicInteger();
    afterSlice =
        () -> {
          if (written.incrementAndGet() == 1) {
            socket.write("x");
          }
        };
    fixture.runOnLoop(scheduler::schedule);

    // The flush ends when the loop has read.
    await().untilAsserted(() -> assertThat(runs).hasValue(1));
    client.close().await();
  }

  /** Returns a connection to a server on the hub's loop, which ends the flush when it reads. */
  private Future<NetSocket> connect(NetClient client) {
    return fixture
        .vertx
        .createNetServer()
        .connectHandler(socket -> socket.handler(bytes -> slices = 0))
        .listen(0, "127.0.0.1")
        .compose(server -> client.connect(server.actualPort(), "127.0.0.1"));
  }
}
