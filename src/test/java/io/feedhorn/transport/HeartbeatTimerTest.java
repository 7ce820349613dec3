package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatTimerTest {
  private static final int CONNECTIONS = 200;
  private static final int ROUNDS = 3;

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final Map<Integer, Integer> beats = new HashMap<>();
  private int maxAtOnce;
  private int inThisIteration;

  private record CountingListener(Map<Integer, Integer> beats, int maxAtOnce) {}

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void callsAllConnectionsEquallyOftenAndSpreadOverTime() {
    Promise<CountingListener> finished = Promise.promise();
    loop.runOnContext(started -> start(finished));
    CountingListener result = finished.future().await();

    assertThat(result.beats()).hasSize(CONNECTIONS);
    assertThat(Set.copyOf(result.beats().values())).isSubsetOf(ROUNDS, ROUNDS + 1);
    assertThat(result.maxAtOnce()).isLessThan(CONNECTIONS / 4);
  }

  /** Otherwise it would close connections that had no time to answer. */
  @Test
  void doesNotCatchUpAfterTheLoopWasBlocked() {
    Promise<Integer> finished = Promise.promise();
    loop.runOnContext(
        started -> {
          HeartbeatTimer heartbeat = new HeartbeatTimer(vertx, Duration.ofMillis(200));
          AtomicInteger calls = new AtomicInteger();
          heartbeat.add(calls::incrementAndGet);
          long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
          while (System.nanoTime() < end) {
            Thread.onSpinWait();
          }
          // Timers that were due meanwhile fire before this one.
          vertx.setTimer(20, later -> finished.complete(calls.get()));
        });

    assertThat(finished.future().await()).isLessThanOrEqualTo(1);
  }

  private void start(Promise<CountingListener> finished) {
    HeartbeatTimer heartbeat = new HeartbeatTimer(vertx, Duration.ofMillis(100));
    IntStream.range(0, CONNECTIONS)
        .forEach(connection -> heartbeat.add(() -> beat(connection, finished)));
    HeartbeatTimer.HeartbeatListener removed =
        () -> finished.tryFail("a removed connection was called");
    heartbeat.add(removed);
    heartbeat.remove(removed);
  }

  private void beat(int connection, Promise<CountingListener> finished) {
    if (beats.merge(connection, 1, Integer::sum) > ROUNDS) {
      finished.tryComplete(new CountingListener(Map.copyOf(beats), maxAtOnce));
    }
    if (inThisIteration++ == 0) {
      vertx.runOnContext(next -> inThisIteration = 0);
    }
    maxAtOnce = Math.max(maxAtOnce, inThisIteration);
  }
}
