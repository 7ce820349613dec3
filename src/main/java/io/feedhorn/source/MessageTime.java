package io.feedhorn.source;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * The times that messages have: Unix time in seconds or milliseconds, or a text of ISO 8601, which
 * is UTC if it names no offset.
 */
final class MessageTime {
  /** Smaller numbers are seconds: as milliseconds they would be before March 1973. */
  private static final double MIN_MILLIS = 1e11;

  private MessageTime() {}

  /**
   * Returns Unix time in milliseconds.
   *
   * @throws MappingException if the value is not a time
   */
  static long millis(@Nullable Object value) {
    if (value instanceof Number number) {
      double time = number.doubleValue();
      return Math.round(Math.abs(time) < MIN_MILLIS ? time * 1000 : time);
    }
    if (value instanceof String text) {
      try {
        return text.matches("-?\\d+(\\.\\d+)?")
            ? millis(Double.valueOf(text))
            : instant(text.strip()).toEpochMilli();
      } catch (DateTimeParseException invalid) {
        throw wrong("'" + text + "'");
      }
    }
    throw wrong(value == null ? "nothing" : "an object or an array");
  }

  private static MappingException wrong(String found) {
    return new MappingException(
        "time: must be Unix time in seconds or milliseconds, or a text like 2026-01-31T09:30:00Z,"
            + " not "
            + found);
  }

  private static Instant instant(String text) {
    if (text.length() <= 10) {
      return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
    }
    String iso = text.replace(' ', 'T');
    boolean offset = iso.matches(".*(Z|[+-]\\d\\d:?\\d\\d)");
    return offset
        ? OffsetDateTime.parse(iso).toInstant()
        : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
  }
}
