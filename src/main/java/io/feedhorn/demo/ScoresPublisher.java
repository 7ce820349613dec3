package io.feedhorn.demo;

import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Publishes one round of matches after the other: the states of each match, and the table of its
 * division at the beginning of the round and after each change. Not thread-safe.
 */
final class ScoresPublisher {
  /** The last day of 2015/16, on which four divisions play. */
  private static final LocalDate FIRST_DAY = LocalDate.of(2016, 5, 15);

  private final int size;
  private final BoundedPublisher publisher;
  private final MatchSchedule schedule;
  private final Map<Season, List<Fixture>> seasons;
  private MatchRound round;

  /**
   * @param size the number of matches of a round
   */
  ScoresPublisher(int size, List<Fixture> fixtures, BoundedPublisher publisher) {
    this.size = size;
    this.publisher = publisher;
    this.schedule = new MatchSchedule(fixtures, FIRST_DAY);
    this.seasons = fixtures.stream().collect(Collectors.groupingBy(Season::of));
    this.round = new MatchRound(schedule.next(size), seasons);
  }

  /** Publishes the tables of all divisions of the round. */
  void publishTables() {
    round.seasons().forEach(this::publishTable);
  }

  /** Publishes the next state of a match. The first match begins a new round if all are over. */
  void publishNext(int index) {
    if (index == 0 && round.over()) {
      round = new MatchRound(schedule.next(size), seasons);
      publishTables();
    }
    LiveMatch match = round.match(index);
    match.advance();
    publisher.publish("scores.match-" + (index + 1), match.data());
    if (match.tableChanged()) {
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
