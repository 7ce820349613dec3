package io.feedhorn.app.settings;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses and formats sizes such as {@code 64KiB} and durations such as {@code 10m}. */
public final class Units {
  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,15}) ?([A-Za-z]*)");

  /** Bytes of each unit, the largest first. */
  private static final Map<String, Long> SIZES = new LinkedHashMap<>();

  /** Milliseconds of each unit, the largest first. */
  private static final Map<String, Long> DURATIONS = new LinkedHashMap<>();

  static {
    SIZES.put("GiB", 1L << 30);
    SIZES.put("MiB", 1L << 20);
    SIZES.put("KiB", 1L << 10);
    SIZES.put("B", 1L);
    DURATIONS.put("d", 86_400_000L);
    DURATIONS.put("h", 3_600_000L);
    DURATIONS.put("m", 60_000L);
    DURATIONS.put("s", 1000L);
    DURATIONS.put("ms", 1L);
  }

  private Units() {}

  /** Returns the bytes of {@code 64KiB} or of a plain number; null if the text is not a size. */
  static @Nullable Long bytes(String text) {
    return amount(text, SIZES, 1L);
  }

  /** Returns the duration of {@code 10m}; null if the text is not a number with a unit. */
  public static @Nullable Duration duration(String text) {
    Long millis = amount(text, DURATIONS, null);
    return millis == null ? null : Duration.ofMillis(millis);
  }

  static String format(long bytes) {
    return format(bytes, SIZES);
  }

  static String format(Duration duration) {
    return format(duration.toMillis(), DURATIONS);
  }

  private static @Nullable Long amount(
      String text, Map<String, Long> units, @Nullable Long withoutUnit) {
    Matcher matcher = AMOUNT.matcher(text.strip());
    if (!matcher.matches()) {
      return null;
    }
    Long unit = matcher.group(2).isEmpty() ? withoutUnit : unit(matcher.group(2), units);
    try {
      return unit == null ? null : Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
    } catch (ArithmeticException tooLarge) {
      return null;
    }
  }

  private static @Nullable Long unit(String name, Map<String, Long> units) {
    for (Map.Entry<String, Long> unit : units.entrySet()) {
      if (unit.getKey().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
        return unit.getValue();
      }
    }
    return null;
  }

  private static String format(long amount, Map<String, Long> units) {
    String smallest = "";
    for (Map.Entry<String, Long> unit : units.entrySet()) {
      if (amount >= unit.getValue() && amount % unit.getValue() == 0) {
        return amount / unit.getValue() + unit.getKey();
      }
      smallest = unit.getKey();
    }
    // Zero, also with a unit: a duration without one is not accepted.
    return amount + smallest;
  }
}
