package io.feedhorn.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "120, PT2M",
    "'Thu, 01 Jan 2026 00:00:30 GMT', PT30S",
    "'Wed, 31 Dec 2025 00:00:30 GMT', PT0S",
    "soon, PT0S",
    ", PT0S",
    "999999999, P1D",
    "99999999999999999999, P1D"
  })
  void secondsAndDatesAreObeyed(String header, Duration pause) {
    assertThat(RetryAfter.of(header, NOW)).isEqualTo(pause);
  }
}
