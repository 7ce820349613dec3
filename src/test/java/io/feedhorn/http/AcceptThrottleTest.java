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

/** Admission of readers that connect at the same time. */
class AcceptThrottleTest {
  private static final Duration DURATION_OF_AN_ADMISSION = Duration.ofMillis(2);

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final AtomicLong nanos = new AtomicLong();
  private final List<Integer> admitted = new CopyOnWriteArrayList<>();
  private final AcceptThrottle throttle = new AcceptThrottle(vertx, nanos::get);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private boolean admit(int reader) {
    return throttle.admit(
        () -> {
          admitted.add(reader);
          nanos.addAndGet(DURATION_OF_AN_ADMISSION.toNanos());
        });
  }

  @Test
  void manyReadersAreAdmittedGraduallyInTheirOrder() {
    loop.runOnContext(
        run -> {
          for (int reader = 1; reader <= 9; reader++) {
            admit(reader);
          }
          // The time of one period is enough for two of them.
          admitted.add(-throttle.waiting());
        });

    await().until(() -> admitted.size() == 10);
    assertThat(admitted).containsExactly(1, 2, -7, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void aFailureDoesNotStopTheReadersBehindIt() {
    loop.runOnContext(
        run -> {
          admit(1);
          admit(2);
          throttle.admit(
              () -> {
                throw new IllegalStateException("failed");
              });
          admit(3);
        });

    await().until(() -> admitted.size() == 3);
    assertThat(admitted).containsExactly(1, 2, 3);
  }

  @Test
  void singleReadersAreAdmittedAtOnce() {
    loop.runOnContext(
        run -> {
          for (int reader = 1; reader <= 5; reader++) {
            admit(reader);
            nanos.addAndGet(Duration.ofMillis(10).toNanos());
            admitted.add(-throttle.waiting());
          }
        });

    await().until(() -> admitted.size() == 10);
    assertThat(admitted).containsExactly(1, 0, 2, 0, 3, 0, 4, 0, 5, 0);
  }

  @Test
  void refusesReadersWhenTheQueueIsFull() {
    loop.runOnContext(
        run -> {
          int reader = 1;
          while (reader <= 30_000 && admit(reader)) {
            reader++;
          }
          admitted.add(-throttle.waiting());
        });

    await().until(() -> admitted.contains(-20_000));
  }
}
