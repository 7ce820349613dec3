package io.feedhorn.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);
  private final RateLimit limit = new RateLimit("cups a second", 10, 3, nanos::get);

  private int takeAll(String client) {
    for (int taken = 0; taken < 1_000; taken++) {
      try {
        limit.acquire(client);
      } catch (FeedException none) {
        return taken;
      }
    }
    throw new AssertionError("never empty");
  }

  private void pass(int millis) {
    nanos.addAndGet(Duration.ofMillis(millis).toNanos());
  }

  @Test
  void givesASecondsWorthAtOnceAndThenAsFastAsItSays() {
    assertThat(takeAll("a")).isEqualTo(10);
    pass(99);
    assertThat(takeAll("a")).isZero();
    pass(1);
    assertThat(takeAll("a")).isEqualTo(1);
    pass(250);
    assertThat(takeAll("a")).isEqualTo(2);
    pass(60_000);
    assertThat(takeAll("a")).isEqualTo(10);
  }

  @Test
  void saysWhatIsAllowedAndWhenThereIsSomeAgain() {
    takeAll("a");

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
  void countsEachClientByItselfUntilThereAreTooMany() {
    for (String client : new String[] {"a", "b", "c"}) {
      assertThat(takeAll(client)).isEqualTo(10);
    }
    assertThat(takeAll("d")).isEqualTo(10);
    assertThat(takeAll("e")).isZero();

    pass(1_000);
    assertThat(takeAll("e")).isEqualTo(10);
    assertThat(takeAll("f")).isEqualTo(10);
  }

  @Test
  void letsEverythingThroughWhereThereIsNone() {
    RateLimit none = new RateLimit("cups a second", 0, nanos::get);

    for (int i = 0; i < 1_000; i++) {
      none.acquire("a");
    }
  }
}
