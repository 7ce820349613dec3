package io.feedhorn.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MatchRoundTest {
  private static final Season PREMIER_LEAGUE = new Season("English Premier League", 2015);
  private static final LocalDate LAST_DAY = LocalDate.of(2016, 5, 15);
  private static final List<Fixture> FIXTURES = Fixture.all();
  private static final Map<Season, List<Fixture>> SEASONS =
      FIXTURES.stream().collect(Collectors.groupingBy(Season::of));

  @Test
  void doesNotCountAMatchBeforeItsStart() {
    MatchRound round = roundOf(10);
    assertThat(rows(round)).allMatch(row -> row.getInteger("played") == 37);
  }

  @Test
  void countsTheCurrentScoreOfAMatch() {
    MatchRound round = roundOf(10);
    for (int match = 0; match < 10; match++) {
      playUntil(MatchPhase.FIRST_HALF, round.match(match));
    }
    assertThat(rows(round)).allMatch(row -> row.getInteger("played") == 38);
  }

  @Test
  void endsTheSeasonWithItsRealTable() {
    MatchRound round = roundOf(10);
    for (int turn = 0; !round.over(); turn++) {
      round.match(turn % 10).advance();
    }

    List<JsonObject> rows = rows(round);
    assertThat(rows)
        .extracting(row -> row.getInteger("points"))
        .startsWith(81, 71, 70, 66, 66, 63, 62, 60);
    assertThat(rows).extracting(row -> row.getString("club")).startsWith("Leicester City");
  }

  @Test
  void countsAMatchThatOccursTwiceOnce() {
    List<Fixture> all = new MatchSchedule(FIXTURES, LAST_DAY).next(4000);
    MatchRound round = new MatchRound(all, SEASONS);
    for (int match = 0; match < 4000; match++) {
      playUntil(MatchPhase.FULL_TIME, round.match(match));
    }

    assertThat(round.seasons()).hasSize(5).allMatch(season -> season.year() == 2016);
    assertThat(rows(round, PREMIER_LEAGUE.following()))
        .allMatch(row -> row.getInteger("played") == 38)
        .first()
        .returns(93, row -> row.getInteger("points"));
  }

  @Test
  void tableChangesWithAGoalAndWithTheEndOfAMatch() {
    LiveMatch match = roundOf(1).match(0);
    int moves = 0;
    while (!match.over()) {
      match.advance();
      moves += match.tableChanged() ? 1 : 0;
    }

    assertThat(match.score()).isEqualTo(new Score("Arsenal", "Aston Villa", 4, 0));
    assertThat(moves).isEqualTo(5);
  }

  private static MatchRound roundOf(int size) {
    return new MatchRound(new MatchSchedule(FIXTURES, LAST_DAY).next(size), SEASONS);
  }

  private static void playUntil(MatchPhase phase, LiveMatch match) {
    while (!match.data().getString("phase").equals(phase.wire())) {
      match.advance();
    }
  }

  private static List<JsonObject> rows(MatchRound round) {
    return rows(round, PREMIER_LEAGUE);
  }

  private static List<JsonObject> rows(MatchRound round, Season season) {
    JsonObject table = Objects.requireNonNull(round.table(season));
    return table.getJsonArray("rows").stream().map(JsonObject.class::cast).toList();
  }
}
