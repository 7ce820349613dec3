package io.feedhorn.source;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The table that follows from scores: by points, goal difference, goals scored, then the club's
 * name. Some divisions compare the clubs' own matches first; that is left out.
 */
final class Standings {
  private static final Comparator<Standing> BEST_FIRST =
      Comparator.comparingInt(Standing::points)
          .thenComparingInt(Standing::goalDifference)
          .thenComparingInt(Standing::goalsFor)
          .reversed()
          .thenComparing(Standing::club);

  private Standings() {}

  /** The rows as they are after further scores, best first; each counts as one match played. */
  static List<Standing> after(Collection<Standing> before, Stream<Score> scores) {
    Map<String, Standing> rows = new HashMap<>();
    before.forEach(row -> rows.put(row.club(), row));
    scores.forEach(score -> count(rows, score));
    return rows.values().stream().sorted(BEST_FIRST).toList();
  }

  private static void count(Map<String, Standing> rows, Score score) {
    rows.computeIfPresent(
        score.home(), (club, row) -> row.after(score.homeGoals(), score.awayGoals()));
    rows.computeIfPresent(
        score.away(), (club, row) -> row.after(score.awayGoals(), score.homeGoals()));
  }
}
