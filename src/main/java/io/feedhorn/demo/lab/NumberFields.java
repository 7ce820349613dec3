package io.feedhorn.demo.lab;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.json.JsonObject;

/** Numbers of a request, checked. */
final class NumberFields {
  private NumberFields() {}

  static int whole(JsonObject from, String name, int least, int most, int fallback) {
    double value = decimal(from, name, least, most, fallback);
    if (value != Math.rint(value)) {
      throw refused(name, "a whole number from " + least + " to " + most);
    }
    return (int) value;
  }

  static double decimal(JsonObject from, String name, double least, double most, double fallback) {
    Object given = from.getValue(name, fallback);
    if (!(given instanceof Number number)
        || !(number.doubleValue() >= least && number.doubleValue() <= most)) {
      throw refused(name, "a number from %s to %s".formatted(plain(least), plain(most)));
    }
    return number.doubleValue();
  }

  static FeedException refused(String name, String allowed) {
    return new FeedException(ErrorCode.BAD_REQUEST, "'" + name + "' must be " + allowed + ".");
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }
}
