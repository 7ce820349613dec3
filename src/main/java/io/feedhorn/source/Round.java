package io.feedhorn.source;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The matches that are played together, and the tables as they move. A match that is played twice,
 * in a round larger than all there is, counts once. Not thread-safe.
 */
final class Round {
  private final List<MatchInPlay> matches;
  private final Map<Season, List<MatchInPlay>> played;
  private final Map<Season, List<Fixture>> seasons;

  /**
   * @param seasons every match of each season, in play or not
   */
  Round(List<Fixture> fixtures, Map<Season, List<Fixture>> seasons) {
    this.matches = fixtures.stream().map(MatchInPlay::new).toList();
    this.played = bySeason(matches);
    this.seasons = seasons;
  }

  private static Map<Season, List<MatchInPlay>> bySeason(List<MatchInPlay> matches) {
    Map<Fixture, MatchInPlay> once = new LinkedHashMap<>();
    matches.forEach(match -> once.putIfAbsent(match.fixture(), match));
    Map<Season, List<MatchInPlay>> seasons =
        once.values().stream()
            .collect(
                Collectors.groupingBy(
                    match -> Season.of(match.fixture()), LinkedHashMap::new, Collectors.toList()));
    seasons.keySet().removeIf(season -> seasons.containsKey(season.following()));
    return seasons;
  }

  MatchInPlay match(int index) {
    return matches.get(index);
  }

  /** Whether every match has been shown to its end. */
  boolean over() {
    return matches.stream().allMatch(MatchInPlay::over);
  }

  /**
   * The seasons with a table: those of this round's matches. A round of thousands may reach into
   * two seasons of a division; the division's one table is then the newer one's.
   */
  Set<Season> seasons() {
    return Collections.unmodifiableSet(played.keySet());
  }

  /**
   * A season's table as it is published: the results before the round's last day, and the running
   * scores of the matches that have kicked off.
   */
  JsonObject table(Season season) {
    List<MatchInPlay> running = played.getOrDefault(season, List.of());
    List<Fixture> all = seasons.getOrDefault(season, List.of());
    LocalDate date = lastDay(running);
    JsonArray rows = new JsonArray();
    Standings.of(clubs(all), Stream.concat(resultsBefore(date, all, running), scores(running)))
        .forEach(row -> rows.add(row.json()));
    return new JsonObject()
        .put("division", season.division())
        .put("date", date.toString())
        .put("rows", rows);
  }

  private static LocalDate lastDay(List<MatchInPlay> running) {
    return running.stream()
        .map(match -> match.fixture().date())
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  private static Stream<Score> resultsBefore(
      LocalDate date, List<Fixture> season, List<MatchInPlay> running) {
    Set<Fixture> shown =
        running.stream().map(MatchInPlay::fixture).collect(Collectors.toUnmodifiableSet());
    return season.stream()
        .filter(match -> match.date().isBefore(date) && !shown.contains(match))
        .map(Fixture::finalScore);
  }

  private static Stream<Score> scores(List<MatchInPlay> running) {
    return running.stream().filter(MatchInPlay::kickedOff).map(MatchInPlay::score);
  }

  private static Set<String> clubs(List<Fixture> season) {
    return season.stream()
        .flatMap(match -> Stream.of(match.home(), match.away()))
        .collect(Collectors.toUnmodifiableSet());
  }
}
