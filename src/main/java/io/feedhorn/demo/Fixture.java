package io.feedhorn.demo;

import java.time.LocalDate;
import java.util.List;

/** A real football match with its final score. Immutable. */
record Fixture(
    LocalDate date, String division, String home, String away, int homeScore, int awayScore) {
  /** Returns all matches of the data file, the oldest first. Blocks. */
  static List<Fixture> all() {
    return Csv.rows("/conf/demo/football.csv", 6).stream().map(Fixture::of).toList();
  }

  private static Fixture of(List<String> row) {
    return new Fixture(
        LocalDate.parse(row.get(0)),
        row.get(1),
        row.get(2),
        row.get(3),
        Integer.parseInt(row.get(4)),
        Integer.parseInt(row.get(5)));
  }

  Score finalScore() {
    return new Score(home, away, homeScore, awayScore);
  }
}
