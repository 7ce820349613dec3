package io.feedhorn.compare;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * The resolution of displayed times: steps that are not smaller than the error of the clock.
 * Immutable.
 *
 * @param step in milliseconds
 */
record ClockResolution(BigDecimal step) {
  private static final BigDecimal FINEST = new BigDecimal("0.01");
  private static final BigDecimal TWO = BigDecimal.valueOf(2);
  private static final BigDecimal FIVE = BigDecimal.valueOf(5);

  /** Returns the smallest step of 1, 2 or 5 times a power of ten that is not below the error. */
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

  /** Returns a time in milliseconds, rounded to the step; null for NaN. */
  @Nullable BigDecimal round(double millis) {
    if (Double.isNaN(millis)) {
      return null;
    }
    BigDecimal steps = BigDecimal.valueOf(millis).divide(step, 0, RoundingMode.HALF_UP);
    BigDecimal rounded = steps.multiply(step).stripTrailingZeros();
    return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
  }

  /** Returns a rounded time as text with a fixed number of decimals. */
  String text(double millis) {
    BigDecimal rounded = round(millis);
    return rounded == null
        ? "–"
        : rounded.setScale(Math.max(0, step.stripTrailingZeros().scale())).toPlainString();
  }
}
