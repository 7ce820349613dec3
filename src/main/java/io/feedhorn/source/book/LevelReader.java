package io.feedhorn.source.book;

import io.feedhorn.source.MappingException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads levels: arrays that begin with price and quantity, or objects. Their numbers are texts or
 * numbers, and keep their digits. Immutable.
 *
 * @param price the field of an object
 * @param quantity the field of an object
 */
record LevelReader(String price, String quantity) {
  private static final int MAX_DIGITS = 60;

  /**
   * Returns the levels of a value; none for null. A single level counts as a list of one, because
   * JSONata returns it so.
   *
   * @param setting the setting, for errors
   * @throws MappingException if a level is not readable
   */
  List<PriceLevel> levels(String setting, @Nullable Object value) {
    if (value == null) {
      return List.of();
    }
    boolean many = value instanceof List<?> list && (list.isEmpty() || !isNumber(list.get(0)));
    return (many ? (List<?>) value : List.of(value))
        .stream().map(level -> level(setting, level)).toList();
  }

  private static boolean isNumber(@Nullable Object value) {
    return value instanceof String || value instanceof Number;
  }

  private PriceLevel level(String setting, @Nullable Object level) {
    Object writtenPrice = null;
    Object writtenQuantity = null;
    if (level instanceof List<?> array && array.size() >= 2) {
      writtenPrice = array.get(0);
      writtenQuantity = array.get(1);
    } else if (level instanceof Map<?, ?> object) {
      writtenPrice = object.get(price);
      writtenQuantity = object.get(quantity);
    }
    if (writtenPrice == null || writtenQuantity == null) {
      throw new MappingException(
          "%s: a level must be an array that begins with price and quantity, or an object with %s and"
                  .formatted(setting, price)
              + " %s (book.price, book.quantity)".formatted(quantity));
    }
    BigDecimal amount = decimal(setting, "quantity", writtenQuantity);
    if (amount.signum() < 0) {
      throw new MappingException(
          "%s: a quantity must not be negative, like %s".formatted(setting, amount));
    }
    return new PriceLevel(
        decimal(setting, "price", writtenPrice), amount, List.of(writtenPrice, writtenQuantity));
  }

  private static BigDecimal decimal(String setting, String name, Object written) {
    String text = isNumber(written) ? written.toString() : "";
    if (text.length() <= MAX_DIGITS) {
      try {
        BigDecimal decimal = new BigDecimal(text);
        if (Math.abs(decimal.scale()) <= MAX_DIGITS) {
          return decimal;
        }
      } catch (NumberFormatException notDecimal) {
        // Reported below.
      }
    }
    throw new MappingException(
        "%s: a %s must be a decimal number of at most %d digits"
            .formatted(setting, name, MAX_DIGITS));
  }
}
