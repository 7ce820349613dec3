package io.feedhorn.compare;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * How fine times may be said, by what the clock may be off: in steps that are not smaller than
 * that. Immutable.
 *
 * @param step in milliseconds
 */
record ClockResolution(BigDecimal step) {
  private static final BigDecimal FINEST = new BigDecimal("0.01");
  private static final BigDecimal TWO = BigDecimal.valueOf(2);
  private static final BigDecimal FIVE = BigDecimal.valueOf(5);

  /** The least of 1, 2, 5 and their tenfolds that is not smaller than an error. */
  static ClockResolution of(double errorMillis) {
    BigDecimal error = BigDecimal.valueOf(errorMillis);
    BigDecimal decade = FINEST;
    while (true) {
      for (BigDecimal step :
          new BigDecimal[] {decade, decade.multiply(TWO), decade.multiply(FIVE)}) {
        if (step.compareTo(error) >= 0) {
          return new ClockResolution(step);
        }
      }
      decade = decade.movePointRight(1);
    }
  }

  /** A time in milliseconds, as it may be shown; null where there is none. */
  @Nullable BigDecimal round(double millis) {
    if (Double.isNaN(millis)) {
      return null;
    }
    BigDecimal steps = BigDecimal.valueOf(millis).divide(step, 0, RoundingMode.HALF_UP);
    BigDecimal rounded = steps.multiply(step).stripTrailingZeros();
    return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
  }

  /** The same for people, with the same number of decimals each time. */
  String text(double millis) {
    BigDecimal rounded = round(millis);
    return rounded == null
        ? "–"
        : rounded.setScale(Math.max(0, step.stripTrailingZeros().scale())).toPlainString();
  }
}
