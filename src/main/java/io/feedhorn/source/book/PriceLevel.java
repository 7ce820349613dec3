package io.feedhorn.source.book;

import java.math.BigDecimal;
import java.util.List;

/**
 * A price with the quantity at it. Immutable.
 *
 * @param price the price, by which levels are sorted
 * @param quantity the whole quantity, not a change of it; 0 removes the level
 * @param written the price and the quantity as the upstream wrote them: texts or numbers
 */
record PriceLevel(BigDecimal price, BigDecimal quantity, List<Object> written) {
  boolean isRemoval() {
    return quantity.signum() == 0;
  }

  /** Returns the digits of the price, zeros at its end included. */
  String priceDigits() {
    return digits(written.get(0), price);
  }

  /** Returns the digits of the quantity, zeros at its end included. */
  String quantityDigits() {
    return digits(written.get(1), quantity);
  }

  private static String digits(Object written, BigDecimal value) {
    return written instanceof String text && text.indexOf('e') < 0 && text.indexOf('E') < 0
        ? text
        : value.toPlainString();
  }
}
