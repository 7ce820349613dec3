package io.feedhorn.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The token buckets of clients. */
class RateLimitTest {
  private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);
  private final RateLimit limit = new RateLimit("cups a second", 10, 3, nanos::get);

  private int acquireAll(String client) {
    for (int acquired = 0; acquired < 1_000; acquired++) {
      try {
        limit.acquire(client);
      } catch (FeedException limited) {
        return acquired;
      }
    }
    throw new AssertionError("never empty");
  }

  private void pass(int millis) {
    nanos.addAndGet(Duration.ofMillis(millis).toNanos());
  }

  @Test
  void allowsABurstOfOneSecondAndThenTheConfiguredRate() {
    assertThat(acquireAll("a")).isEqualTo(10);
    pass(99);
    assertThat(acquireAll("a")).isZero();
    pass(1);
    assertThat(acquireAll("a")).isEqualTo(1);
    pass(250);
    assertThat(acquireAll("a")).isEqualTo(2);
    pass(60_000);
    assertThat(acquireAll("a")).isEqualTo(10);
  }

  @Test
  void theRefusalNamesTheLimitAndTheTimeToWait() {
    acquireAll("a");

    assertThatThrownBy(() -> limit.acquire("a"))
        .isInstanceOfSatisfying(
            FeedException.class,
            exception -> {
              assertThat(exception.code()).isEqualTo(ErrorCode.RATE_LIMITED);
              assertThat(exception.reason()).isEqualTo("A client has at most 10 cups a second.");
              assertThat(exception.retryAfterSeconds()).isEqualTo(1);
            });
  }

  @Test
  void countsEachClientSeparatelyUntilThereAreTooMany() {
    for (String client : new String[] {"a", "b", "c"}) {
      assertThat(acquireAll(client)).isEqualTo(10);
    }
    assertThat(acquireAll("d")).isEqualTo(10);
    assertThat(acquireAll("e")).isZero();

    pass(1_000);
    assertThat(acquireAll("e")).isEqualTo(10);
    assertThat(acquireAll("f")).isEqualTo(10);
  }

  @Test
  void withoutALimitEverythingIsAllowed() {
    RateLimit unlimited = new RateLimit("cups a second", 0, nanos::get);

    for (int i = 0; i < 1_000; i++) {
      unlimited.acquire("a");
    }
  }
}
