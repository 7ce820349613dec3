package io.feedhorn.bench.report;

import io.feedhorn.bench.Measurement;
import io.feedhorn.bench.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A target for a ratio. The ratio is computed within each round, in which both sides ran under the
 * same conditions. The target is met if the median is not above the limit.
 *
 * @param label names both sides
 * @param limit the maximum of the ratio
 * @param ratios one ratio for each round
 */
record TargetRatio(String label, double limit, List<Double> ratios) {
  /** Returns the ratio of the CPU time of two subjects in the same variant and round. */
  static TargetRatio of(
      Results results, String what, double limit, String variant, String left, String right) {
    return ofVariants(results, what, limit, "cpu", variant, left, variant, right);
  }

  /** Returns the ratio of a figure of one subject and variant to that of another. */
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
    for (Measurement numerator : results.of(left, variant)) {
      for (Measurement denominator : results.of(right, otherVariant)) {
        if (numerator.run() == denominator.run()) {
          ratios.add(numerator.value(figure) / denominator.value(figure));
        }
      }
    }
    return new TargetRatio(what, limit, ratios);
  }

  /** Returns a ratio that is computed from each row of one subject. */
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
