package io.feedhorn.cluster.storm;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a storm came to. Immutable.
 *
 * @param unanswered publishes that may be in the log or not
 * @param refused publishes answered with {@code unavailable}
 * @param retried publishes by HTTP that were sent more than once
 * @param rate answers a second, over the rounds
 * @param silences in each round, how long no publish of some feed was answered
 * @param standstills in each round, how long some reader of a node that had no fault got nothing of
 *     some feed
 */
record StormTally(
    StormPlan plan,
    Violations violations,
    long unanswered,
    long refused,
    long retried,
    long taken,
    long hops,
    double rate,
    List<Duration> silences,
    List<Duration> standstills) {
  static final String HEAD =
      """
      | fault | rounds | answered | unanswered | refused | sent again | taken | lost | twice | out of order | disagreeing | foreign | resets | no answers, s | no updates, s |
      |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
      """;

  String row() {
    return "| %s | %d | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %s | %s |"
        .formatted(
            plan.fault().title(),
            silences.size(),
            violations.answered(),
            unanswered,
            refused,
            retried,
            taken,
            violations.count(Violation.LOST),
            violations.count(Violation.DOUBLED),
            violations.count(Violation.DISORDER),
            violations.count(Violation.DISAGREEMENT),
            violations.count(Violation.FOREIGN),
            violations.resets(),
            seconds(silences),
            seconds(standstills));
  }

  /** Whether nothing happened that must not. */
  boolean holds() {
    for (Violation wrong : Violation.values()) {
      if (violations.count(wrong) > 0) {
        return false;
      }
    }
    return true;
  }

  /** The row, and what it is about where something was wrong. */
  @Override
  public String toString() {
    return HEAD
        + row()
        + violations.evidence().stream().collect(Collectors.joining("\n", "\n", ""));
  }

  /** Median and worst. */
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
