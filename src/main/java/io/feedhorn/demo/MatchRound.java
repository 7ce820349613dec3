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
 * The matches that are played together, and the tables as they move. A match that is played twice,
 * in a round larger than all there is, counts once. Not thread-safe.
 */
final class MatchRound {
  private final List<LiveMatch> matches;
  private final Map<Season, LiveTable> tables = new LinkedHashMap<>();

  /**
   * @param seasons every match of each season, in play or not
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

  /** Whether every match has been shown to its end. */
  boolean over() {
    return matches.stream().allMatch(LiveMatch::over);
  }

  /**
   * The seasons with a table: those of this round's matches. A round of thousands may reach into
   * two seasons of a division; the division's one table is then the newer one's.
   */
  Set<Season> seasons() {
    return Collections.unmodifiableSet(tables.keySet());
  }

  /** A season's table as it is published; null where the season has none in this round. */
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
