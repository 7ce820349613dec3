package io.feedhorn.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatchScheduleTest {
  private static final List<Fixture> FIXTURES = Fixture.all();
  private static final LocalDate LAST_DAY_OF_2016 = LocalDate.of(2016, 5, 15);

  private final MatchSchedule days = new MatchSchedule(FIXTURES, LAST_DAY_OF_2016);

  @Test
  void selectsMatchesOfOneDivisionAndDay() {
    assertThat(days.next(6))
        .hasSize(6)
        .allMatch(match -> match.date().equals(LAST_DAY_OF_2016))
        .allMatch(match -> match.division().equals("English Premier League"));
  }

  @Test
  void addsOtherDivisionsOfTheDayIfOneIsNotEnough() {
    List<Fixture> matches = days.next(35);

    assertThat(matches).allMatch(match -> match.date().equals(LAST_DAY_OF_2016));
    assertThat(matches).extracting(Fixture::division).hasSize(35).contains("Serie A");
    assertThat(matches.get(34).division()).isEqualTo("Österreichische Bundesliga");
  }

  @Test
  void addsTheNextDayIfOneIsNotEnough() {
    assertThat(days.next(36).get(35).date()).isAfter(LAST_DAY_OF_2016);
  }

  @Test
  void returnsTheDaysInOrderAndStartsOver() {
    days.next(1);
    assertThat(days.next(1).get(0).date()).isEqualTo("2016-08-13");

    LocalDate before = LocalDate.of(2016, 8, 13);
    LocalDate date = before;
    while (!date.isBefore(before)) {
      before = date;
      date = days.next(1).get(0).date();
    }
    assertThat(before).isEqualTo("2017-05-28");
    assertThat(date).isEqualTo("2015-08-08");
  }

  @Test
  void skipsDaysWithFewMatches() {
    for (int day = 0; day < 200; day++) {
      Fixture first = days.next(1).get(0);
      assertThat(FIXTURES)
          .filteredOn(match -> match.date().equals(first.date()))
          .filteredOn(match -> match.division().equals(first.division()))
          .hasSizeGreaterThanOrEqualTo(5);
    }
  }

  @Test
  void hasTheRequestedNumberOfMatches() {
    assertThat(days.next(10_000)).hasSize(10_000);
    assertThat(new HashSet<>(days.next(2000))).hasSize(2000);
  }
}
