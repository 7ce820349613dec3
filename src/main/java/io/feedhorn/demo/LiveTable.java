package io.feedhorn.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table of a division during its matches: the results before the matches' last day, and the
 * current scores of the matches that have begun.
 */
final class LiveTable {
  private final String division;
  private final LocalDate date;
  private final List<TableRow> before;
  private final List<LiveMatch> matches;

  /**
   * @param season all matches of the season
   * @param matches the matches that are replayed, at least one
   */
  LiveTable(Collection<Fixture> season, List<LiveMatch> matches) {
    Set<Fixture> shown =
        matches.stream().map(LiveMatch::fixture).collect(Collectors.toUnmodifiableSet());
    this.matches = matches;
    this.division = matches.get(0).fixture().division();
    this.date = shown.stream().map(Fixture::date).max(Comparator.naturalOrder()).orElseThrow();
    this.before =
        Standings.after(
            unplayed(season),
            season.stream()
                .filter(match -> match.date().isBefore(date) && !shown.contains(match))
                .map(Fixture::finalScore));
  }

  /** Returns the current table as it is published. */
  JsonObject data() {
    Stream<Score> running = matches.stream().filter(LiveMatch::kickedOff).map(LiveMatch::score);
    JsonArray rows = new JsonArray();
    Standings.after(before, running).forEach(row -> rows.add(row.json()));
    return new JsonObject()
        .put("division", division)
        .put("date", date.toString())
        .put("rows", rows);
  }

  private static List<TableRow> unplayed(Collection<Fixture> season) {
    return season.stream().map(Fixture::home).distinct().map(TableRow::unplayed).toList();
  }
}
