package io.feedhorn.bench.report;

import java.util.Collection;
import java.util.Locale;

/**
 * Median, minimum and maximum of the measurements of one figure. All are NaN if there is no
 * measurement.
 */
record Distribution(double median, double min, double max) {
  static Distribution of(Collection<Double> values) {
    double[] sorted =
        values.stream().filter(v -> !v.isNaN()).mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      return new Distribution(Double.NaN, Double.NaN, Double.NaN);
    }
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Distribution(median, sorted[0], sorted[sorted.length - 1]);
  }

  boolean isPresent() {
    return !Double.isNaN(median);
  }

  /** Returns a text like {@code 16.2 (12.3–16.5)}. */
  String text() {
    return isPresent() ? "%s (%s–%s)".formatted(text(median), text(min), text(max)) : "";
  }

  /** Returns a figure with about three significant digits, large figures as {@code 16,203}. */
  static String text(double value) {
    String format =
        value >= 1_000 ? "%,.0f" : value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f";
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
  }
}
