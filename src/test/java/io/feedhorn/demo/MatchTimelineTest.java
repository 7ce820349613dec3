package io.feedhorn.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MatchTimelineTest {
  @Test
  void stepsThroughAGoallessMatchByThreeMinutes() {
    List<MatchState> moments = MatchTimeline.of(List.of());

    assertThat(minutes(moments, MatchPhase.PRE)).containsExactly(0, 0);
    assertThat(minutes(moments, MatchPhase.FIRST_HALF))
        .startsWith(3, 6, 9)
        .endsWith(45)
        .hasSize(15);
    assertThat(minutes(moments, MatchPhase.HALF_TIME)).containsExactly(45, 45);
    assertThat(minutes(moments, MatchPhase.SECOND_HALF))
        .startsWith(48, 51)
        .endsWith(90)
        .hasSize(15);
    assertThat(minutes(moments, MatchPhase.FULL_TIME)).containsExactly(90, 90, 90, 90);
  }

  @Test
  void hasAGoalInItsMinuteAndOnlyOnce() {
    Goal goal = new Goal(false, 52);
    List<MatchState> moments = MatchTimeline.of(List.of(goal));

    assertThat(moments)
        .containsOnlyOnce(new MatchState(52, MatchPhase.SECOND_HALF, 0, 1, goal))
        .contains(new MatchState(51, MatchPhase.SECOND_HALF, 0, 0, null))
        .contains(new MatchState(55, MatchPhase.SECOND_HALF, 0, 1, null));
  }

  @Test
  void hasAStateForEachOfTwoGoalsInOneStep() {
    List<MatchState> moments = MatchTimeline.of(List.of(new Goal(true, 1), new Goal(false, 2)));

    assertThat(minutes(moments, MatchPhase.FIRST_HALF)).startsWith(1, 2, 5);
  }

  @Test
  void keepsGoalsOfTheLastMinutesWithinTheirHalf() {
    List<MatchState> moments = MatchTimeline.of(List.of(new Goal(true, 45), new Goal(true, 90)));

    assertThat(minutes(moments, MatchPhase.FIRST_HALF)).endsWith(42, 45).hasSize(15);
    assertThat(minutes(moments, MatchPhase.SECOND_HALF)).endsWith(87, 90).hasSize(15);
  }

  @Test
  void endsEveryMatchWithItsRealScoreAndEachGoalOnce() {
    assertThat(Fixture.all())
        .allSatisfy(
            match -> {
              List<MatchState> moments = MatchTimeline.of(Goal.of(match));
              assertThat(moments.stream().map(MatchState::goal).filter(Objects::nonNull))
                  .containsExactlyElementsOf(Goal.of(match));
              assertThat(moments.get(moments.size() - 1))
                  .isEqualTo(
                      new MatchState(
                          90, MatchPhase.FULL_TIME, match.homeScore(), match.awayScore(), null));
            });
  }

  private static List<Integer> minutes(List<MatchState> moments, MatchPhase phase) {
    return moments.stream()
        .filter(moment -> moment.phase() == phase)
        .map(MatchState::minute)
        .toList();
  }
}
