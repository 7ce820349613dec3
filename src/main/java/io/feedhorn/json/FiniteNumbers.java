package io.feedhorn.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Finds numbers that JSON does not have (RFC 8259, section 6) in the values of verticles. Jackson
 * writes them as texts, so that a reader would get {@code "NaN"} in place of a number.
 */
final class FiniteNumbers {
  private static final Pattern TEXT = Pattern.compile("\"(NaN|-?Infinity)\"");

  private FiniteNumbers() {}

  /**
   * Returns true if a value has a number that is not finite.
   *
   * @param encoded the value as JSON, which is searched first: it rarely has such a text
   */
  static boolean isMissingIn(@Nullable Object value, String encoded) {
    return TEXT.matcher(encoded).find() && !isFinite(value);
  }

  private static boolean isFinite(@Nullable Object value) {
    if (value instanceof JsonObject object) {
      return isFinite(object.getMap());
    }
    if (value instanceof JsonArray array) {
      return isFinite(array.getList());
    }
    if (value instanceof Map<?, ?> map) {
      return isFinite(map.values());
    }
    if (value instanceof Iterable<?> list) {
      return StreamSupport.stream(list.spliterator(), false).allMatch(FiniteNumbers::isFinite);
    }
    return !(value instanceof Double || value instanceof Float)
        || Double.isFinite(((Number) value).doubleValue());
  }
}
