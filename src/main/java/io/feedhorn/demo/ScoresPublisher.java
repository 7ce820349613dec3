package io.feedhorn.demo;

import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Publishes round after round: each match's moments, and its division's table when the round begins
 * and when it moves. Not thread-safe.
 */
final class ScoresPublisher {
  /** The last day of 2015/16: Leicester are champions, and four divisions play at once. */
  private static final LocalDate FIRST_DAY = LocalDate.of(2016, 5, 15);

  private final int size;
  private final BoundedPublisher publisher;
  private final MatchSchedule days;
  private final Map<Season, List<Fixture>> seasons;
  private MatchRound round;

  /**
   * @param size how many matches are played together
   */
  ScoresPublisher(int size, List<Fixture> fixtures, BoundedPublisher publisher) {
    this.size = size;
    this.publisher = publisher;
    this.days = new MatchSchedule(fixtures, FIRST_DAY);
    this.seasons = fixtures.stream().collect(Collectors.groupingBy(Season::of));
    this.round = new MatchRound(days.next(size), seasons);
  }

  /** Publishes the tables that the round begins with. */
  void begin() {
    round.seasons().forEach(this::publishTable);
  }

  /** One match's turn. A new round begins with the first match's, when all have had enough. */
  void turn(int index) {
    if (index == 0 && round.over()) {
      round = new MatchRound(days.next(size), seasons);
      begin();
    }
    LiveMatch match = round.match(index);
    match.advance();
    publisher.publish("scores.match-" + (index + 1), match.data());
    if (match.tableMoved()) {
      publishTable(Season.of(match.fixture()));
    }
  }

  private void publishTable(Season season) {
    JsonObject table = round.table(season);
    if (table != null) {
      publisher.publish(season.tableTopic(), table);
    }
  }
}
