package io.feedhorn.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RejectedOriginsTest {
  private final AtomicLong nanos = new AtomicLong();
  private final RejectedOrigins refused = new RejectedOrigins(nanos::get);

  @Test
  void anOriginIsLoggedOnceInTenMinutes() {
    assertThat(refused.isNew("http://localhost:5173")).isTrue();
    assertThat(refused.isNew("http://localhost:5173")).isFalse();
    assertThat(refused.isNew("null")).isTrue();

    nanos.addAndGet(TimeUnit.MINUTES.toNanos(10));

    assertThat(refused.isNew("http://localhost:5173")).isTrue();
  }

  @Test
  void manyOriginsAreNotAllLoggedNorRemembered() {
    int logged = 0;
    for (int i = 0; i < 1_000; i++) {
      logged += refused.isNew("http://" + i + ".example") ? 1 : 0;
    }

    assertThat(logged).isEqualTo(20);
  }

  @Test
  void longOriginsThatBeginAlikeAreOne() {
    assertThat(refused.isNew("http://" + "a".repeat(200) + ".example")).isTrue();
    assertThat(refused.isNew("http://" + "a".repeat(200) + ".test")).isFalse();
  }
}
