package io.feedhorn.source;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The times that messages have: Unix time in seconds or milliseconds, or a text of ISO 8601, which
 * is UTC if it names no offset.
 */
final class MessageTime {
  /** Smaller numbers are seconds: as milliseconds they would be before March 1973. */
  private static final double MIN_MILLIS = 1e11;

  /** With an offset such as {@code Z}, {@code +01:00}, {@code +0100} or {@code +01}, or none. */
  private static final DateTimeFormatter FORMAT =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .appendPattern("[XXX][XX][X]")
          .toFormatter(Locale.ROOT);

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
      } catch (DateTimeException | ArithmeticException invalid) {
        throw wrong("'" + text + "'");
      }
    }
    throw wrong(
        value == null
            ? "nothing"
            : value instanceof Boolean ? value.toString() : "an object or an array");
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
    String iso = text.replaceFirst(" ", "T").replace(" ", "");
    TemporalAccessor time = FORMAT.parseBest(iso, OffsetDateTime::from, LocalDateTime::from);
    return time instanceof OffsetDateTime withOffset
        ? withOffset.toInstant()
        : LocalDateTime.from(time).toInstant(ZoneOffset.UTC);
  }
}
