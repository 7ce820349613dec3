package io.feedhorn.demo;

import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Matches that are replayed at the same time, with the tables of their divisions. A match that
 * occurs twice, in a round with more matches than the data has, counts once. Not thread-safe.
 */
final class MatchRound {
  private final List<LiveMatch> matches;
  private final Map<Season, LiveTable> tables = new LinkedHashMap<>();

  /**
   * @param seasons all matches of each season
   */
  MatchRound(List<Fixture> fixtures, Map<Season, List<Fixture>> seasons) {
    this.matches = fixtures.stream().map(LiveMatch::new).toList();
    bySeason(matches)
        .forEach(
            (season, played) ->
                tables.put(season, new LiveTable(seasons.getOrDefault(season, List.of()), played)));
  }

  LiveMatch match(int index) {
    return matches.get(index);
  }

  /** Returns true if every match is over. */
  boolean over() {
    return matches.stream().allMatch(LiveMatch::over);
  }

  /**
   * Returns the seasons of this round's matches. A round with thousands of matches may contain two
   * seasons of a division; the division has one table, that of the newer season.
   */
  Set<Season> seasons() {
    return Collections.unmodifiableSet(tables.keySet());
  }

  /** Returns the table of a season as it is published; null if it has none in this round. */
  @Nullable JsonObject table(Season season) {
    LiveTable table = tables.get(season);
    return table == null ? null : table.data();
  }

  private static Map<Season, List<LiveMatch>> bySeason(List<LiveMatch> matches) {
    Map<Fixture, LiveMatch> once = new LinkedHashMap<>();
    matches.forEach(match -> once.putIfAbsent(match.fixture(), match));
    Map<Season, List<LiveMatch>> seasons =
        once.values().stream()
            .collect(
                Collectors.groupingBy(
                    match -> Season.of(match.fixture()), LinkedHashMap::new, Collectors.toList()));
    seasons.keySet().removeIf(season -> seasons.containsKey(season.following()));
    return seasons;
  }
}
