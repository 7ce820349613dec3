package io.feedhorn.json;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses NaN and infinite numbers in values of Java. JSON has none, and the encoder of Vert.x
 * writes them as texts.
 */
final class FiniteNumbers {
  private static final Pattern NAME = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$-]*");

  private FiniteNumbers() {}

  /**
   * Checks a value.
   *
   * @param encoded the value as the encoder has written it: most have no such text
   * @throws FeedException {@link ErrorCode#BAD_JSON} if the value has such a number
   */
  static void check(@Nullable Object value, String encoded) {
    if (encoded.contains("NaN") || encoded.contains("Infinity")) {
      check("data", value);
    }
  }

  private static void check(String path, @Nullable Object value) {
    if (value instanceof JsonObject object) {
      check(path, object.getMap());
    } else if (value instanceof JsonArray array) {
      check(path, array.getList());
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((name, member) -> check(path + member(String.valueOf(name)), member));
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        check(path + "[" + i + "]", list.get(i));
      }
    } else if (value instanceof Number number && !isFinite(number)) {
      throw new FeedException(
          ErrorCode.BAD_JSON,
          "'%s' is %s; JSON has no NaN and no infinite numbers.".formatted(path, number));
    }
  }

  private static String member(String name) {
    return NAME.matcher(name).matches() ? "." + name : "[\"" + name + "\"]";
  }

  /** Returns true for a finite number; a decimal may be too large for a double. */
  private static boolean isFinite(Number number) {
    return number instanceof BigDecimal
        || number instanceof BigInteger
        || Double.isFinite(number.doubleValue());
  }
}
