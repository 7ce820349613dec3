package io.feedhorn.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MatchScriptTest {
  @Test
  void showsAGoallessMatchInStepsOfThreeMinutes() {
    List<Moment> moments = MatchScript.of(List.of());

    assertThat(minutes(moments, Phase.PRE)).containsExactly(0, 0);
    assertThat(minutes(moments, Phase.FIRST_HALF)).startsWith(3, 6, 9).endsWith(45).hasSize(15);
    assertThat(minutes(moments, Phase.HALF_TIME)).containsExactly(45, 45);
    assertThat(minutes(moments, Phase.SECOND_HALF)).startsWith(48, 51).endsWith(90).hasSize(15);
    assertThat(minutes(moments, Phase.FULL_TIME)).containsExactly(90, 90, 90, 90);
  }

  @Test
  void showsAGoalInItsMinuteAndOnlyOnce() {
    Goal goal = new Goal(false, 52);
    List<Moment> moments = MatchScript.of(List.of(goal));

    assertThat(moments)
        .containsOnlyOnce(new Moment(52, Phase.SECOND_HALF, 0, 1, goal))
        .contains(new Moment(51, Phase.SECOND_HALF, 0, 0, null))
        .contains(new Moment(55, Phase.SECOND_HALF, 0, 1, null));
  }

  @Test
  void givesTwoGoalsOfOneStepAMomentEach() {
    List<Moment> moments = MatchScript.of(List.of(new Goal(true, 1), new Goal(false, 2)));

    assertThat(minutes(moments, Phase.FIRST_HALF)).startsWith(1, 2, 5);
  }

  @Test
  void keepsGoalsOfTheLastMinutesWithinTheirHalf() {
    List<Moment> moments = MatchScript.of(List.of(new Goal(true, 45), new Goal(true, 90)));

    assertThat(minutes(moments, Phase.FIRST_HALF)).endsWith(42, 45).hasSize(15);
    assertThat(minutes(moments, Phase.SECOND_HALF)).endsWith(87, 90).hasSize(15);
  }

  @Test
  void endsEveryRealMatchAsItEndedWithEachGoalSeenOnce() {
    assertThat(Fixture.all())
        .allSatisfy(
            match -> {
              List<Moment> moments = MatchScript.of(Goal.drawnFor(match));
              assertThat(moments.stream().map(Moment::goal).filter(Objects::nonNull))
                  .containsExactlyElementsOf(Goal.drawnFor(match));
              assertThat(moments.get(moments.size() - 1))
                  .isEqualTo(
                      new Moment(90, Phase.FULL_TIME, match.homeScore(), match.awayScore(), null));
            });
  }

  private static List<Integer> minutes(List<Moment> moments, Phase phase) {
    return moments.stream().filter(moment -> moment.phase() == phase).map(Moment::minute).toList();
  }
}
