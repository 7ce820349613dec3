package io.feedhorn.app.settings;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The type of a setting. Immutable.
 *
 * @param allowed the accepted values, in words that follow "must be": {@code a whole number from 0
 *     to 65535}
 * @param parser from the written value to the typed one
 * @param formatter from the typed value to the text that a person would write
 */
record SettingType<T>(String allowed, Parser<T> parser, Function<T, String> formatter) {
  static final SettingType<String> ANY_TEXT = text("a text", text -> text);

  /** The path of a file, which need not exist. */
  static final SettingType<String> FILE =
      text("the path of a file, in characters of this locale", SettingType::path);

  /** Names and values of another program's properties: the one type that is a map in YAML. */
  static final SettingType<Map<String, String>> PROPERTIES =
      new SettingType<>(
          "names and values, or a list of name=value", SettingType::properties, Object::toString);

  /** Parses a typed value of YAML, or the {@link Text} of an environment variable. */
  interface Parser<T> {
    /** Returns the typed value; null if the written one is not accepted. */
    @Nullable T parse(Object value);
  }

  /** A value without a type of its own, as environment variables have. */
  record Text(String value) {
    @Override
    public String toString() {
      return value;
    }
  }

  @Nullable T parse(Object value) {
    return parser.parse(value);
  }

  String format(T value) {
    return formatter.apply(value);
  }

  static SettingType<Integer> integer(int min, int max) {
    return new SettingType<>(
        "a whole number from " + min + " to " + max,
        value -> {
          Long number = integer(value);
          return number == null || number < min || number > max ? null : number.intValue();
        },
        Object::toString);
  }

  static SettingType<Double> decimal(int min, int max) {
    return new SettingType<>(
        "a number from " + min + " to " + max + ", decimals allowed",
        value -> {
          Double number = decimal(value);
          // The negation also rejects NaN.
          return number == null || !(number >= min && number <= max) ? null : number;
        },
        number -> BigDecimal.valueOf(number).stripTrailingZeros().toPlainString());
  }

  static SettingType<Boolean> bool() {
    return new SettingType<>(
        "true or false",
        value -> {
          String text = value instanceof Boolean || value instanceof Text ? value.toString() : "";
          return text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null;
        },
        Object::toString);
  }

  /** Returns the type of a constant of an enum, written by its name. */
  static <T> SettingType<T> choice(T[] constants, Function<T, String> name) {
    List<String> names = Stream.of(constants).map(name).toList();
    String first = String.join(", ", names.subList(0, names.size() - 1));
    return new SettingType<>(
        first + " or " + names.get(names.size() - 1),
        value -> {
          int index = names.indexOf(text(value));
          return index < 0 ? null : constants[index];
        },
        name);
  }

  /**
   * @param normalise returns the text to use; null if the written one is not accepted
   */
  static SettingType<String> text(String allowed, Function<String, @Nullable String> normalise) {
    return new SettingType<>(
        allowed,
        value -> {
          String text = text(value);
          return text == null ? null : normalise.apply(text);
        },
        text -> text);
  }

  /**
   * Returns the type of a YAML list, or of one text joined by commas in the environment.
   *
   * @param normalise returns the element to use; null if the written one is not accepted
   */
  static SettingType<List<String>> list(
      String allowed, Function<String, @Nullable String> normalise) {
    return new SettingType<>(allowed, value -> elements(value, normalise), Object::toString);
  }

  /** Returns a path as it was written; null if no file of this machine can have it. */
  static @Nullable String path(String text) {
    try {
      Path unused = Path.of(text);
      return text;
    } catch (InvalidPathException invalid) {
      return null;
    }
  }

  static SettingType<Integer> size(int min, int max) {
    return new SettingType<>(
        "a size from " + Units.format(min) + " to " + Units.format(max) + ", like 64KiB or 65536",
        value -> {
          String text = text(value);
          Long bytes = text == null ? integer(value) : Units.bytes(text);
          return bytes == null || bytes < min || bytes > max ? null : bytes.intValue();
        },
        bytes -> Units.format(bytes));
  }

  static SettingType<Duration> duration(Duration min, Duration max) {
    return new SettingType<>(
        "a duration from "
            + Units.format(min)
            + " to "
            + Units.format(max)
            + ", like 500ms, 15s or 1h",
        value -> {
          String text = text(value);
          Duration duration = text == null ? null : Units.duration(text);
          return duration == null || duration.compareTo(min) < 0 || duration.compareTo(max) > 0
              ? null
              : duration;
        },
        Units::format);
  }

  /** Returns this type of durations with another text for zero, which nobody can write. */
  static SettingType<Duration> zeroAs(String text, SettingType<Duration> type) {
    return new SettingType<>(
        type.allowed, type.parser, value -> value.isZero() ? text : type.format(value));
  }

  private static @Nullable String text(Object value) {
    return value instanceof String || value instanceof Text ? value.toString() : null;
  }

  private static @Nullable Long integer(Object value) {
    if (value instanceof Integer || value instanceof Long || value instanceof BigInteger) {
      return digits(value.toString());
    }
    return value instanceof Text text ? digits(text.value().strip()) : null;
  }

  private static @Nullable Long digits(String text) {
    return text.matches("-?\\d{1,18}") ? Long.valueOf(text) : null;
  }

  private static @Nullable Double decimal(Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    boolean decimal =
        value instanceof Text text && text.value().strip().matches("-?\\d{1,18}(\\.\\d{1,18})?");
    return decimal ? Double.valueOf(value.toString().strip()) : null;
  }

  private static @Nullable Map<String, String> properties(Object value) {
    Map<String, String> properties = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, text) -> properties.put(name.toString(), String.valueOf(text)));
      return properties;
    }
    List<String> lines = elements(value, line -> line.indexOf('=') > 0 ? line : null);
    if (lines == null) {
      return null;
    }
    for (String line : lines) {
      String[] parts = line.split("=", 2);
      properties.put(parts[0].strip(), parts[1].strip());
    }
    return properties;
  }

  private static @Nullable List<String> elements(
      Object value, Function<String, @Nullable String> normalise) {
    List<?> written;
    if (value instanceof Text text) {
      written = text.value().isBlank() ? List.of() : List.of(text.value().split(",", -1));
    } else if (value instanceof List<?> list) {
      written = list;
    } else {
      return null;
    }
    List<String> elements =
        written.stream()
            .map(element -> element instanceof String text ? normalise.apply(text.strip()) : null)
            .collect(Collectors.toList());
    return elements.contains(null) ? null : List.copyOf(elements);
  }
}
