package io.feedhorn.client;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** The header {@code Retry-After} (RFC 9110, section 10.2.3). */
public final class RetryAfter {
  /** A longer pause is a mistake of the server. */
  public static final Duration MAX = Duration.ofDays(1);

  private RetryAfter() {}

  /** Returns the pause; zero if there is no valid header. */
  public static Duration of(@Nullable String header, Instant now) {
    if (header == null) {
      return Duration.ZERO;
    }
    String text = header.strip();
    Duration pause;
    if (text.matches("\\d+")) {
      pause = text.length() < 10 ? Duration.ofSeconds(Long.parseLong(text)) : MAX;
    } else {
      try {
        pause =
            Duration.between(
                now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      } catch (DateTimeParseException invalid) {
        return Duration.ZERO;
      }
    }
    return pause.isNegative() ? Duration.ZERO : pause.compareTo(MAX) > 0 ? MAX : pause;
  }
}
