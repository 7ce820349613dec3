package io.feedhorn.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StandingsTest {
  @Test
  void hasTheRealChampions() {
    assertThat(champion("English Premier League", 2015))
        .isEqualTo(new TableRow("Leicester City", 23, 12, 3, 68, 36));
    assertThat(champion("English Premier League", 2016))
        .isEqualTo(new TableRow("Chelsea", 30, 3, 5, 85, 33));
    assertThat(champion("Deutsche Bundesliga", 2015).points()).isEqualTo(88);
    assertThat(champion("Primera Division", 2016).club()).isEqualTo("R. Madrid");
    assertThat(champion("Serie A", 2015).club()).isEqualTo("Juventus");
    assertThat(champion("Österreichische Bundesliga", 2016).points()).isEqualTo(81);
  }

  @Test
  void hasTheRealTableOfThePremierLeagueOf2016() {
    List<TableRow> table = table("English Premier League", 2015);

    assertThat(table).hasSize(20).allMatch(row -> row.played() == 38);
    assertThat(table.subList(0, 5))
        .extracting(TableRow::points)
        .containsExactly(81, 71, 70, 66, 66);
    assertThat(table.subList(3, 5))
        .extracting(TableRow::club)
        .containsExactly("Manchester City", "Manchester United");
    assertThat(table.subList(17, 20))
        .extracting(TableRow::club)
        .containsExactly("Newcastle United", "Norwich", "Aston Villa");
  }

  @Test
  void everyClubPlaysEveryOtherEquallyOften() {
    assertThat(Fixture.all().stream().map(Season::of).distinct())
        .hasSize(10)
        .allSatisfy(
            season ->
                assertThat(table(season.division(), season.year()))
                    .extracting(TableRow::played)
                    .containsOnly(matchesOfAClub(season)));
  }

  @Test
  void sortsByPointsThenDifferenceThenGoalsThenName() {
    List<TableRow> unplayed =
        Stream.of("a", "b", "c", "d", "e", "f").map(TableRow::unplayed).toList();
    Stream<Score> scores =
        Stream.of(new Score("b", "a", 2, 0), new Score("d", "c", 3, 1), new Score("e", "f", 1, 1));

    assertThat(Standings.after(unplayed, scores))
        .extracting(TableRow::club)
        .containsExactly("d", "b", "e", "f", "c", "a");
  }

  @Test
  void containsClubsThatHaveNotPlayed() {
    TableRow unplayed = TableRow.unplayed("Leicester City");

    assertThat(Standings.after(List.of(unplayed), Stream.of())).containsExactly(unplayed);
  }

  private static int matchesOfAClub(Season season) {
    return switch (season.division()) {
      case "Deutsche Bundesliga" -> 34;
      case "Österreichische Bundesliga" -> 36;
      default -> 38;
    };
  }

  private static TableRow champion(String division, int year) {
    return table(division, year).get(0);
  }

  private static List<TableRow> table(String division, int year) {
    List<Fixture> season =
        Fixture.all().stream()
            .filter(match -> Season.of(match).equals(new Season(division, year)))
            .toList();
    List<TableRow> unplayed =
        season.stream().map(Fixture::home).distinct().map(TableRow::unplayed).toList();
    return Standings.after(unplayed, season.stream().map(Fixture::finalScore));
  }
}
