package io.feedhorn.app.settings;

import io.feedhorn.cluster.BootstrapMode;
import io.feedhorn.model.DeliveryMode;
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
record SettingType<T>(String allowed, Parser<T> reading, Function<T, String> showing) {

  /** Reads a value from YAML (typed), or {@link Text} from the environment (where all is text). */
  interface Parser<T> {
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

  static SettingType<Integer> whole(int from, int to) {
    return new SettingType<>(
        "a whole number from " + from + " to " + to,
        value -> {
          Long number = wholeNumber(value);
          return number == null || number < from || number > to ? null : number.intValue();
        },
        Object::toString);
  }

  static SettingType<Double> decimal(int from, int to) {
    return new SettingType<>(
        "a number from " + from + " to " + to + ", decimals allowed",
        value -> {
          Double number = number(value);
          return number == null || !(number >= from && number <= to) ? null : number;
        },
        number -> BigDecimal.valueOf(number).stripTrailingZeros().toPlainString());
  }

  static SettingType<Boolean> flag() {
    return new SettingType<>(
        "true or false",
        value -> {
          String text = value instanceof Boolean || value instanceof Text ? value.toString() : "";
          return text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null;
        },
        Object::toString);
  }

  static SettingType<DeliveryMode> delivery() {
    return new SettingType<>(
        DeliveryMode.LATEST.wire() + " or " + DeliveryMode.EVERY.wire(),
        value -> {
          for (DeliveryMode delivery : DeliveryMode.values()) {
            if (delivery.wire().equals(text(value))) {
              return delivery;
            }
          }
          return null;
        },
        DeliveryMode::wire);
  }

  static SettingType<BootstrapMode> founding() {
    return new SettingType<>(
        "auto, never or always",
        value -> {
          for (BootstrapMode founding : BootstrapMode.values()) {
            if (founding.wire().equals(text(value))) {
              return founding;
            }
          }
          return null;
        },
        BootstrapMode::wire);
  }

  /** A text that {@code item} reads: null where it is not one of those {@code allowed}. */
  static SettingType<String> text(String allowed, Function<String, @Nullable String> item) {
    return new SettingType<>(
        allowed,
        value -> {
          String text = text(value);
          return text == null ? null : item.apply(text);
        },
        text -> text);
  }

  /** A YAML list, or one text joined by commas in the environment. */
  static SettingType<List<String>> list(String allowed, Function<String, @Nullable String> item) {
    return new SettingType<>(allowed, value -> items(value, item), Object::toString);
  }

  static SettingType<Integer> size(int from, int to) {
    return new SettingType<>(
        "a size from " + Units.show(from) + " to " + Units.show(to) + ", like 64KiB or 65536",
        value -> {
          String text = text(value);
          Long bytes = text == null ? wholeNumber(value) : Units.bytes(text);
          return bytes == null || bytes < from || bytes > to ? null : bytes.intValue();
        },
        bytes -> Units.show(bytes));
  }

  static SettingType<Duration> duration(Duration from, Duration to) {
    return new SettingType<>(
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
