package io.feedhorn.demo.lab;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.json.JsonObject;

/** Reads numbers of a JSON request and checks their range. */
final class NumberFields {
  private NumberFields() {}

  static int integer(JsonObject object, String name, int min, int max, int defaultValue) {
    double number = decimal(object, name, min, max, defaultValue);
    if (number != Math.rint(number)) {
      throw error(name, "a whole number from " + min + " to " + max);
    }
    return (int) number;
  }

  static double decimal(
      JsonObject object, String name, double min, double max, double defaultValue) {
    Object value = object.getValue(name, defaultValue);
    if (!(value instanceof Number number)
        || !(number.doubleValue() >= min && number.doubleValue() <= max)) {
      throw error(name, "a number from %s to %s".formatted(shown(min), shown(max)));
    }
    return number.doubleValue();
  }

  static FeedException error(String name, String allowed) {
    return new FeedException(ErrorCode.BAD_REQUEST, "'" + name + "' must be " + allowed + ".");
  }

  private static String shown(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }
}
