package io.feedhorn.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.Topic;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class SeasonTest {
  @Test
  void isFromJulyToJune() {
    assertThat(seasonOn(2015, 7, 25)).isEqualTo(2015);
    assertThat(seasonOn(2015, 12, 26)).isEqualTo(2015);
    assertThat(seasonOn(2016, 5, 15)).isEqualTo(2015);
    assertThat(seasonOn(2016, 7, 23)).isEqualTo(2016);
  }

  @Test
  void theTopicOfItsTableHasAsciiLettersOnly() {
    assertThat(new Season("Österreichische Bundesliga", 2015).tableTopic())
        .isEqualTo("scores.table.osterreichische-bundesliga");
    assertThat(new Season("Serie A", 2015).tableTopic()).isEqualTo("scores.table.serie-a");
  }

  @Test
  void hasATopicForEachDivision() {
    Fixture.all().forEach(match -> Topic.parse(Season.of(match).tableTopic()));
  }

  private static int seasonOn(int year, int month, int day) {
    return Season.of(new Fixture(LocalDate.of(year, month, day), "Serie A", "a", "b", 0, 0)).year();
  }
}
