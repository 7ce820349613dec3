package io.feedhorn.demo;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Computes tables from scores, ordered by points, goal difference, goals and the club's name. The
 * rule of some divisions to compare the matches between two clubs first is not implemented.
 */
final class Standings {
  private static final Comparator<TableRow> BEST_FIRST =
      Comparator.comparingInt(TableRow::points)
          .thenComparingInt(TableRow::goalDifference)
          .thenComparingInt(TableRow::goalsFor)
          .reversed()
          .thenComparing(TableRow::club);

  private Standings() {}

  /** Returns the rows after more matches, the best first. */
  static List<TableRow> after(Collection<TableRow> before, Stream<Score> scores) {
    Map<String, TableRow> rows = new HashMap<>();
    before.forEach(row -> rows.put(row.club(), row));
    scores.forEach(score -> count(rows, score));
    return rows.values().stream().sorted(BEST_FIRST).toList();
  }

  private static void count(Map<String, TableRow> rows, Score score) {
    rows.computeIfPresent(
        score.home(), (club, row) -> row.after(score.homeGoals(), score.awayGoals()));
    rows.computeIfPresent(
        score.away(), (club, row) -> row.after(score.awayGoals(), score.homeGoals()));
  }
}
