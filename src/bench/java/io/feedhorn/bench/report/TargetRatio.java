package io.feedhorn.bench.report;

import io.feedhorn.bench.Measurement;
import io.feedhorn.bench.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A target for a ratio. The ratio is taken within each round, in which both sides ran under the
 * same conditions; the median counts.
 *
 * @param label is compared, in words
 * @param limit the most that the ratio may be
 * @param ratios one a round
 */
record TargetRatio(String label, double limit, List<Double> ratios) {
  /** The ratio of one figure of two subjects, in the same variant and round. */
  static TargetRatio of(
      Results results, String what, double limit, String variant, String left, String right) {
    return ofVariants(results, what, limit, "cpu", variant, left, variant, right);
  }

  /** The ratio of a figure of a subject and variant to that of another. */
  static TargetRatio ofVariants(
      Results results,
      String what,
      double limit,
      String figure,
      String variant,
      String left,
      String otherVariant,
      String right) {
    List<Double> ratios = new ArrayList<>();
    for (Measurement one : results.of(left, variant)) {
      for (Measurement other : results.of(right, otherVariant)) {
        if (one.run() == other.run()) {
          ratios.add(one.value(figure) / other.value(figure));
        }
      }
    }
    return new TargetRatio(what, limit, ratios);
  }

  /** A figure of one subject alone, a row each. */
  static TargetRatio ofRows(
      List<Measurement> rows, String what, double limit, ToDoubleFunction<Measurement> figure) {
    return new TargetRatio(what, limit, rows.stream().map(figure::applyAsDouble).toList());
  }

  String row() {
    Distribution ratio = Distribution.of(ratios);
    String verdict = ratio.median() <= limit ? "holds" : "**does not hold**";
    return "| %s | %s | %s | %s |%n"
        .formatted(label, format(ratio), String.format(Locale.ROOT, "%.3g", limit), verdict)
        .replace(System.lineSeparator(), "\n");
  }

  boolean isPresent() {
    return Distribution.of(ratios).isPresent();
  }

  private static String format(Distribution ratio) {
    return String.format(Locale.ROOT, "%.3f (%.3f–%.3f)", ratio.median(), ratio.min(), ratio.max());
  }
}
