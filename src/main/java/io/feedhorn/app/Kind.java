package io.feedhorn.app;

import io.feedhorn.cluster.Founding;
import io.feedhorn.model.Delivery;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a setting may be.
 *
 * @param allowed said after "must be": {@code a whole number from 0 to 65535}
 * @param reading from what was given to what is meant
 * @param showing the way a person would write it
 */
record Kind<T>(String allowed, Reading<T> reading, Function<T, String> showing) {

  /** Reads a value from YAML (typed), or {@link Text} from the environment (where all is text). */
  interface Reading<T> {
    /** What is meant; null where the value is not allowed. */
    @Nullable T read(Object value);
  }

  /** A value without a type, which takes the one that is wanted. */
  record Text(String value) {
    @Override
    public String toString() {
      return value;
    }
  }

  @Nullable T read(Object value) {
    return reading.read(value);
  }

  String show(T value) {
    return showing.apply(value);
  }

  static Kind<Integer> whole(int from, int to) {
    return new Kind<>(
        "a whole number from " + from + " to " + to,
        value -> {
          Long number = wholeNumber(value);
          return number == null || number < from || number > to ? null : number.intValue();
        },
        Object::toString);
  }

  static Kind<Double> decimal(int from, int to) {
    return new Kind<>(
        "a number from " + from + " to " + to + ", decimals allowed",
        value -> {
          Double number = number(value);
          return number == null || !(number >= from && number <= to) ? null : number;
        },
        number -> BigDecimal.valueOf(number).stripTrailingZeros().toPlainString());
  }

  static Kind<Boolean> flag() {
    return new Kind<>(
        "true or false",
        value -> {
          String text = value instanceof Boolean || value instanceof Text ? value.toString() : "";
          return text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null;
        },
        Object::toString);
  }

  static Kind<Delivery> delivery() {
    return new Kind<>(
        Delivery.LATEST.wire() + " or " + Delivery.EVERY.wire(),
        value -> {
          for (Delivery delivery : Delivery.values()) {
            if (delivery.wire().equals(text(value))) {
              return delivery;
            }
          }
          return null;
        },
        Delivery::wire);
  }

  static Kind<Founding> founding() {
    return new Kind<>(
        "auto, never or always",
        value -> {
          for (Founding founding : Founding.values()) {
            if (founding.wire().equals(text(value))) {
              return founding;
            }
          }
          return null;
        },
        Founding::wire);
  }

  /** A text that {@code item} reads: null where it is not one of those {@code allowed}. */
  static Kind<String> text(String allowed, Function<String, @Nullable String> item) {
    return new Kind<>(
        allowed,
        value -> {
          String text = text(value);
          return text == null ? null : item.apply(text);
        },
        text -> text);
  }

  /** A YAML list, or one text joined by commas in the environment. */
  static Kind<List<String>> list(String allowed, Function<String, @Nullable String> item) {
    return new Kind<>(allowed, value -> items(value, item), Object::toString);
  }

  static Kind<Integer> size(int from, int to) {
    return new Kind<>(
        "a size from " + Units.show(from) + " to " + Units.show(to) + ", like 64KiB or 65536",
        value -> {
          String text = text(value);
          Long bytes = text == null ? wholeNumber(value) : Units.bytes(text);
          return bytes == null || bytes < from || bytes > to ? null : bytes.intValue();
        },
        bytes -> Units.show(bytes));
  }

  static Kind<Duration> duration(Duration from, Duration to) {
    return new Kind<>(
        "a duration from " + Units.show(from) + " to " + Units.show(to) + ", like 500ms, 15s or 1h",
        value -> {
          String text = text(value);
          Duration duration = text == null ? null : Units.duration(text);
          return duration == null || duration.compareTo(from) < 0 || duration.compareTo(to) > 0
              ? null
              : duration;
        },
        Units::show);
  }

  private static @Nullable String text(Object value) {
    return value instanceof String || value instanceof Text ? value.toString() : null;
  }

  private static @Nullable Long wholeNumber(Object value) {
    if (value instanceof Integer || value instanceof Long || value instanceof BigInteger) {
      return parsed(value.toString());
    }
    return value instanceof Text text ? parsed(text.value().strip()) : null;
  }

  private static @Nullable Long parsed(String digits) {
    return digits.matches("-?\\d{1,18}") ? Long.valueOf(digits) : null;
  }

  private static @Nullable Double number(Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    boolean decimal =
        value instanceof Text text && text.value().strip().matches("-?\\d{1,18}(\\.\\d{1,18})?");
    return decimal ? Double.valueOf(value.toString().strip()) : null;
  }

  private static @Nullable List<String> items(
      Object value, Function<String, @Nullable String> item) {
    List<?> given;
    if (value instanceof Text text) {
      given = text.value().isBlank() ? List.of() : List.of(text.value().split(",", -1));
    } else if (value instanceof Iterable<?> several) {
      List<Object> copy = new ArrayList<>();
      several.forEach(copy::add);
      given = copy;
    } else {
      return null;
    }
    List<String> items = new ArrayList<>();
    for (Object one : given) {
      String read = one instanceof String text ? item.apply(text.strip()) : null;
      if (read == null) {
        return null;
      }
      items.add(read);
    }
    return List.copyOf(items);
  }
}
