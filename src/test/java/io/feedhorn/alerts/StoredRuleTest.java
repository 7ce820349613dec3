package io.feedhorn.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The states of a rule for the topics of a pattern. */
class StoredRuleTest {
  private static final long NOW = 1_732_150_000_000L;
  private static final long PAUSE = 60_000;
  private static final TopicState BEYOND = TopicState.NEW.holding(true).notifiedAt(NOW);

  private static StoredRule empty() {
    JsonObject rule =
        new JsonObject().put("topic", "prices.*").put("when", "above").put("value", 10);
    return new StoredRule(AlertRule.parse(rule, "r", NOW), Map.of(), 0, null, List.of());
  }

  private static StoredRule full(TopicState state) {
    StoredRule rule = empty();
    for (int i = 0; i < StoredRule.MAX_TOPICS; i++) {
      rule = rule.with("prices.t" + i, state);
    }
    return rule;
  }

  @Test
  void ofADeletedTopicOnlyThePauseRemains() {
    StoredRule rule = empty().with("prices.a", BEYOND);

    assertThat(rule.ended("prices.a", NOW + PAUSE - 1).topics())
        .isEqualTo(Map.of("prices.a", TopicState.NEW.notifiedAt(NOW)));
    assertThat(rule.ended("prices.a", NOW + PAUSE).topics()).isEmpty();
  }

  @Test
  void topicsOfWhichOnlyAPauseIsKnownMakeRoomWhenItHasEnded() {
    StoredRule rule = full(TopicState.NEW.notifiedAt(NOW)).ended("prices.t0", NOW + PAUSE);
    rule = rule.with("prices.t0", BEYOND);
    assertThat(rule.hasRoomFor("prices.a")).isFalse();
    assertThat(rule.withRoomFor("prices.a", NOW + PAUSE - 1, topic -> true)).isSameAs(rule);
    assertThat(rule.withRoomFor("prices.a", NOW + PAUSE - 1, topic -> false)).isSameAs(rule);

    assertThat(rule.withRoomFor("prices.a", NOW + PAUSE, topic -> true).topics())
        .isEqualTo(Map.of("prices.t0", BEYOND));
    assertThat(rule.withRoomFor("prices.t1", NOW + PAUSE, topic -> true)).isSameAs(rule);
  }

  @Test
  void topicsBeyondTheThresholdMakeNoRoomUnlessTheyAreGone() {
    StoredRule rule = full(BEYOND);

    assertThat(rule.withRoomFor("prices.a", NOW + PAUSE, topic -> true)).isSameAs(rule);
    assertThat(rule.withRoomFor("prices.a", NOW + PAUSE, "prices.t7"::equals).topics())
        .isEqualTo(Map.of("prices.t7", BEYOND));
  }
}
