package io.feedhorn.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class GoalTest {
  private static final List<Fixture> FIXTURES = Fixture.all();

  @Test
  void hasTheRealNumberOfGoals() {
    assertThat(FIXTURES)
        .allMatch(match -> count(match, true) == match.homeScore())
        .allMatch(match -> count(match, false) == match.awayScore());
  }

  @Test
  void hasDifferentMinutesInOrder() {
    assertThat(FIXTURES)
        .map(Goal::of)
        .allSatisfy(
            goals ->
                assertThat(goals)
                    .isSortedAccordingTo(Comparator.comparing(Goal::minute))
                    .allMatch(goal -> goal.minute() >= 1 && goal.minute() <= 90)
                    .extracting(Goal::minute)
                    .doesNotHaveDuplicates());
  }

  @Test
  void isTheSameInEveryReplay() {
    assertThat(FIXTURES.stream().map(Goal::of))
        .containsExactlyElementsOf(Fixture.all().stream().map(Goal::of).toList());
  }

  @Test
  void hasAllMinutesEquallyOften() {
    long early =
        FIXTURES.stream()
            .flatMap(match -> Goal.of(match).stream())
            .filter(goal -> goal.minute() <= 45)
            .count();
    long all = FIXTURES.stream().mapToLong(match -> match.homeScore() + match.awayScore()).sum();

    assertThat((double) early / all).isBetween(0.48, 0.52);
  }

  private static long count(Fixture match, boolean home) {
    return Goal.of(match).stream().filter(goal -> goal.home() == home).count();
  }
}
