package io.feedhorn.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class GoalTest {
  private static final List<Fixture> FIXTURES = Fixture.all();

  @Test
  void scoresAsManyAsReallyFell() {
    assertThat(FIXTURES)
        .allMatch(match -> count(match, true) == match.homeScore())
        .allMatch(match -> count(match, false) == match.awayScore());
  }

  @Test
  void drawsMinutesOfTheMatchInOrderAndNoneTwice() {
    assertThat(FIXTURES)
        .map(Goal::drawnFor)
        .allSatisfy(
            goals ->
                assertThat(goals)
                    .isSortedAccordingTo(Comparator.comparing(Goal::minute))
                    .allMatch(goal -> goal.minute() >= 1 && goal.minute() <= 90)
                    .extracting(Goal::minute)
                    .doesNotHaveDuplicates());
  }

  @Test
  void showsTheSameMatchInAReplay() {
    assertThat(FIXTURES.stream().map(Goal::drawnFor))
        .containsExactlyElementsOf(Fixture.all().stream().map(Goal::drawnFor).toList());
  }

  @Test
  void drawsAllMinutesAboutAsOften() {
    long early =
        FIXTURES.stream()
            .flatMap(match -> Goal.drawnFor(match).stream())
            .filter(goal -> goal.minute() <= 45)
            .count();
    long all = FIXTURES.stream().mapToLong(match -> match.homeScore() + match.awayScore()).sum();

    assertThat((double) early / all).isBetween(0.48, 0.52);
  }

  private static long count(Fixture match, boolean home) {
    return Goal.drawnFor(match).stream().filter(goal -> goal.home() == home).count();
  }
}
