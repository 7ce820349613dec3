package io.feedhorn.cluster.storm;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The result of a storm. Immutable.
 *
 * @param unanswered publishes without an answer, which may be in the log or not
 * @param refused publishes answered with {@code unavailable}
 * @param repeated publishes over HTTP that were sent more than once
 * @param rate answers per second, over all rounds
 * @param answerGaps the longest time of each round in which no publish of some feed was answered
 * @param deliveryGaps the longest time of each round in which a reader of an unaffected node
 *     received no update of some feed
 */
record StormTally(
    StormPlan plan,
    Violations violations,
    long unanswered,
    long refused,
    long repeated,
    long received,
    long hops,
    double rate,
    List<Duration> answerGaps,
    List<Duration> deliveryGaps) {
  static final String HEAD =
      """
      | fault | rounds | answered | unanswered | refused | sent again | taken | lost | twice | out of order | disagreeing | foreign | resets | no answers, s | no updates, s |
      |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
      """;

  String row() {
    return "| %s | %d | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %s | %s |"
        .formatted(
            plan.fault().title(),
            answerGaps.size(),
            violations.onReceipt(),
            unanswered,
            refused,
            repeated,
            received,
            violations.count(Violation.LOST),
            violations.count(Violation.DOUBLED),
            violations.count(Violation.DISORDER),
            violations.count(Violation.DISAGREEMENT),
            violations.count(Violation.FOREIGN),
            violations.resets(),
            seconds(answerGaps),
            seconds(deliveryGaps));
  }

  /** Returns true if there were no violations. */
  boolean isClean() {
    for (Violation violation : Violation.values()) {
      if (violations.count(violation) > 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns the row, and the evidence of violations. */
  @Override
  public String toString() {
    return HEAD
        + row()
        + violations.evidence().stream().collect(Collectors.joining("\n", "\n", ""));
  }

  /** Returns the median and the maximum. */
  private static String seconds(List<Duration> times) {
    List<Duration> sorted = times.stream().sorted().toList();
    return sorted.isEmpty()
        ? "–"
        : "%.1f (%.1f)"
            .formatted(
                sorted.get(sorted.size() / 2).toMillis() / 1e3,
                sorted.get(sorted.size() - 1).toMillis() / 1e3);
  }
}
