package io.feedhorn.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static final long START = 1_732_150_000_000L;
  private static final long LONG_PAUSE = 86_400_000;

  private final List<Object> notified = new ArrayList<>();
  private TopicState state = TopicState.NEW;
  private long now = START;

  private static AlertRule rule(String json) {
    JsonObject body = new JsonObject(json).put("topic", "prices.a");
    return AlertRule.parse(body, "r", START);
  }

  /** Compares values, of which each comes longer after the one before than any pause. */
  private void compare(AlertRule rule, Object... values) {
    for (Object value : values) {
      now += LONG_PAUSE;
      compareNow(rule, value);
    }
  }

  private Evaluation compareNow(AlertRule rule, Object value) {
    Evaluation result = Evaluation.of(rule, state, value, now);
    state = result.state();
    if (result.notifies()) {
      notified.add(value);
    }
    return result;
  }

  @Test
  void aThresholdNotifiesWhenItIsCrossedAndNotWhileItIsExceeded() {
    compare(rule("{'when':'above','value':10}".replace('\'', '"')), 9, 10, 11, 12, 10, 10.5, 3, 11);
    assertThat(notified).containsExactly(11, 10.5, 11);
  }

  @Test
  void belowIsTheOtherSide() {
    compare(rule("{\"when\":\"below\",\"value\":10}"), 11, 10, 9, 8, 10, 9.5);
    assertThat(notified).containsExactly(9, 9.5);
  }

  @Test
  void aHysteresisIgnoresValuesThatStayNearTheThreshold() {
    compare(
        rule("{\"when\":\"above\",\"value\":10,\"hysteresis\":1}"), 11, 9.5, 11, 9.1, 12, 9, 11);
    assertThat(notified).containsExactly(11, 11);

    notified.clear();
    state = TopicState.NEW;
    compare(rule("{\"when\":\"below\",\"value\":10,\"hysteresis\":1}"), 9, 10.5, 9, 11, 9);
    assertThat(notified).containsExactly(9, 9);
  }

  @Test
  void aValueThatExceedsTheThresholdWhenTheRuleIsMadeIsNoCrossing() {
    AlertRule rule = rule("{\"when\":\"above\",\"value\":10}");
    state = Evaluation.first(rule, 11);
    compare(rule, 12, 9, 11);
    assertThat(notified).containsExactly(11);
  }

  @Test
  void aMoveIsMeasuredFromTheValueOfTheLastNotification() {
    AlertRule rule = rule("{\"when\":\"moves\",\"value\":5}");
    state = Evaluation.first(rule, 100);
    compare(rule, 104, 96, 105, 109, 110.25, 104.8, 104.7375);
    assertThat(notified).containsExactly(105, 110.25, 104.7375);
  }

  @Test
  void everyMoveAwayFromZeroIsLargeEnough() {
    AlertRule rule = rule("{\"when\":\"moves\",\"value\":500}");
    state = Evaluation.first(rule, 0);
    compare(rule, 0, 0.01);
    assertThat(notified).containsExactly(0.01);
  }

  @Test
  void aChangeIsAnyOtherValue() {
    AlertRule rule = rule("{\"when\":\"changes\"}");
    JsonObject goal = new JsonObject().put("minute", 3);
    compare(rule, "a", "a", 1, goal, goal.copy(), "x".repeat(500), "x".repeat(500));
    assertThat(notified).containsExactly(1, goal, "x".repeat(500));
  }

  @Test
  void theFirstValueOfANewTopicIsTheReference() {
    compare(rule("{\"when\":\"changes\"}"), 1, 2);
    assertThat(notified).containsExactly(2);
  }

  @Test
  void textsDoNotCrossThresholds() {
    compare(rule("{\"when\":\"above\",\"value\":10}"), "11", true, 11);
    compare(rule("{\"when\":\"moves\",\"value\":1}"), "11", true);
    assertThat(notified).containsExactly(11);
  }

  @Test
  void aCrossingWithinThePauseIsDeferred() {
    AlertRule rule = rule("{\"when\":\"above\",\"value\":10,\"pause\":60}");
    compare(rule, 11);
    now += 30_000;
    compareNow(rule, 9);
    assertThat(compareNow(rule, 12).deferred()).isTrue();
    assertThat(notified).containsExactly(11);

    now += 30_000;
    compareNow(rule, 12);
    assertThat(notified).containsExactly(11, 12);
  }

  @Test
  void aClockThatIsSetBackDoesNotSilenceTheRule() {
    AlertRule rule = rule("{\"when\":\"changes\",\"pause\":60}");
    compare(rule, 1, 2);
    now -= 10 * LONG_PAUSE;
    compareNow(rule, 3);
    assertThat(notified).containsExactly(2, 3);
  }

  @Test
  void aMoveIgnoresNumbersBeyondTheRangeOfDoublesAndReadsLongOnes() {
    AlertRule rule = rule("{\"when\":\"moves\",\"value\":5}");
    state = Evaluation.first(rule, Double.POSITIVE_INFINITY);
    assertThat(state).isEqualTo(TopicState.NEW);
    BigInteger large = BigInteger.TEN.pow(150);
    compare(rule, 1, Double.POSITIVE_INFINITY, 2, large, large, 3);
    assertThat(notified).containsExactly(2, large, 3);
  }
}
