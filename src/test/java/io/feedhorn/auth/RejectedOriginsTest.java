package io.feedhorn.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The rate limit of the log lines about refused origins. */
class RejectedOriginsTest {
  private final AtomicLong nanos = new AtomicLong();
  private final RejectedOrigins rejected = new RejectedOrigins(nanos::get);

  @Test
  void anOriginIsLoggedOnceInTenMinutes() {
    assertThat(rejected.isNew("http://localhost:5173")).isTrue();
    assertThat(rejected.isNew("http://localhost:5173")).isFalse();
    assertThat(rejected.isNew("null")).isTrue();

    nanos.addAndGet(TimeUnit.MINUTES.toNanos(10));

    assertThat(rejected.isNew("http://localhost:5173")).isTrue();
  }

  @Test
  void atMostTwentyOriginsAreLoggedAndRemembered() {
    int logged = 0;
    for (int i = 0; i < 1_000; i++) {
      logged += rejected.isNew("http://" + i + ".example") ? 1 : 0;
    }

    assertThat(logged).isEqualTo(20);
  }

  @Test
  void longOriginsWithTheSameBeginningCountAsOne() {
    assertThat(rejected.isNew("http://" + "a".repeat(200) + ".example")).isTrue();
    assertThat(rejected.isNew("http://" + "a".repeat(200) + ".test")).isFalse();
  }
}
