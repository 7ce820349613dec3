package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AcceptThrottleTest {
  private static final Duration AN_ENTRY = Duration.ofMillis(2);

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final AtomicLong nanos = new AtomicLong();
  private final List<Integer> inside = new CopyOnWriteArrayList<>();
  private final AcceptThrottle throttle = new AcceptThrottle(vertx, nanos::get);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private boolean pass(int who) {
    return throttle.admit(
        () -> {
          inside.add(who);
          nanos.addAndGet(AN_ENTRY.toNanos());
        });
  }

  @Test
  void letsACrowdInLittleByLittleInItsOrder() {
    loop.runOnContext(
        turn -> {
          for (int who = 1; who <= 9; who++) {
            pass(who);
          }
          // A part of the period's time was enough for two of them.
          inside.add(-throttle.waiting());
        });

    await().until(() -> inside.size() == 10);
    assertThat(inside).containsExactly(1, 2, -7, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void goesOnAfterSomebodyWhoStumbled() {
    loop.runOnContext(
        turn -> {
          pass(1);
          pass(2);
          throttle.admit(
              () -> {
                throw new IllegalStateException("stumbled");
              });
          pass(3);
        });

    await().until(() -> inside.size() == 3);
    assertThat(inside).containsExactly(1, 2, 3);
  }

  @Test
  void keepsNobodyWaitingWhoComesAlone() {
    loop.runOnContext(
        turn -> {
          for (int who = 1; who <= 5; who++) {
            pass(who);
            nanos.addAndGet(Duration.ofMillis(10).toNanos());
            inside.add(-throttle.waiting());
          }
        });

    await().until(() -> inside.size() == 10);
    assertThat(inside).containsExactly(1, 0, 2, 0, 3, 0, 4, 0, 5, 0);
  }

  @Test
  void turnsAwayWhoCannotEvenWait() {
    loop.runOnContext(
        turn -> {
          int who = 1;
          while (who <= 30_000 && pass(who)) {
            who++;
          }
          inside.add(-throttle.waiting());
        });

    await().until(() -> inside.contains(-20_000));
  }
}
