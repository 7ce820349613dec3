package io.feedhorn.bench.report;

import io.feedhorn.bench.Measurement;
import io.feedhorn.bench.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The aim of a row of the summary: a limit for a figure, or for its ratio to another figure of the
 * same round.
 *
 * @param text the aim as the table shows it
 * @param limit the largest permitted value, or the smallest
 * @param atLeast true if the limit is the smallest permitted value
 * @param worst the largest permitted value of all rounds
 * @param other the figure that the ratio is computed to, or null for the figure itself
 */
record Aim(String text, double limit, boolean atLeast, double worst, @Nullable Side other) {
  private static final int MAX_DECIMALS = 6;

  Aim(String text, double limit, boolean atLeast, @Nullable Side other) {
    this(text, limit, atLeast, Double.POSITIVE_INFINITY, other);
  }

  /** A figure of one subject in one variant. */
  record Side(String subject, String variant, String figure) {
    /** Returns the figure in a round, or NaN if it was not measured. */
    double in(Results results, int round) {
      return results.of(subject, variant).stream()
          .filter(row -> row.run() == round)
          .mapToDouble(row -> row.value(figure))
          .findFirst()
          .orElse(Double.NaN);
    }
  }

  /** Returns the value that is compared with the limit, one for each round in which it exists. */
  List<Double> values(Results results, Side ours) {
    List<Double> values = new ArrayList<>();
    for (Measurement row : results.of(ours.subject(), ours.variant())) {
      double value = row.value(ours.figure());
      double reached = other == null ? value : value / other.in(results, row.run());
      if (Double.isFinite(reached)) {
        values.add(reached);
      }
    }
    return values;
  }

  /**
   * Returns true if the median reaches the limit, and no round exceeds the worst permitted value.
   */
  boolean isReached(Distribution values) {
    return isReached(values.median()) && values.max() <= worst;
  }

  boolean isReached(double value) {
    return atLeast ? value >= limit : value <= limit;
  }

  /**
   * Returns a value with as many decimals as are needed to see on which side of the limit it is.
   */
  String exact(double value) {
    int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 3;
    while (decimals < MAX_DECIMALS
        && isReached(Double.parseDouble(decimals(value, decimals))) != isReached(value)) {
      decimals++;
    }
    return decimals(value, decimals);
  }

  private static String decimals(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
