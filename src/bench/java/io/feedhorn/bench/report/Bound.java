package io.feedhorn.bench.report;

import io.feedhorn.bench.Results;
import io.feedhorn.bench.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What shall hold of a ratio. The ratio is taken within each round, where both sides had the same
 * neighbours; the median counts.
 *
 * @param what is compared, in words
 * @param limit the most that the ratio may be
 * @param ratios one a round
 */
record Bound(String what, double limit, List<Double> ratios) {
  /** The ratio of one figure of two subjects, in the same variant and round. */
  static Bound of(
      Results results, String what, double limit, String variant, String left, String right) {
    return between(results, what, limit, "cpu", variant, left, variant, right);
  }

  /** The ratio of a figure of a subject and variant to that of another. */
  static Bound between(
      Results results,
      String what,
      double limit,
      String figure,
      String variant,
      String left,
      String otherVariant,
      String right) {
    List<Double> ratios = new ArrayList<>();
    for (Row one : results.of(left, variant)) {
      for (Row other : results.of(right, otherVariant)) {
        if (one.run() == other.run()) {
          ratios.add(one.value(figure) / other.value(figure));
        }
      }
    }
    return new Bound(what, limit, ratios);
  }

  /** A figure of one subject alone, a row each. */
  static Bound each(List<Row> rows, String what, double limit, ToDoubleFunction<Row> figure) {
    return new Bound(what, limit, rows.stream().map(figure::applyAsDouble).toList());
  }

  String row() {
    Spread ratio = Spread.of(ratios);
    String verdict = ratio.median() <= limit ? "holds" : "**does not hold**";
    return "| %s | %s | %s | %s |%n"
        .formatted(what, exact(ratio), String.format(Locale.ROOT, "%.3g", limit), verdict)
        .replace(System.lineSeparator(), "\n");
  }

  boolean isThere() {
    return Spread.of(ratios).isThere();
  }

  private static String exact(Spread ratio) {
    return String.format(
        Locale.ROOT, "%.3f (%.3f–%.3f)", ratio.median(), ratio.least(), ratio.most());
  }
}
