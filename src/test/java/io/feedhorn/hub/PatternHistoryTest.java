package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.log.Replay;
import io.feedhorn.model.TopicPattern;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PatternHistoryTest {
  private static final List<TopicPattern> PATTERNS =
      Stream.of("feed.>", "feed.*", "feed.a", "feed.b", "feed.*.x", "feed.a.x", "feed.a.>")
          .map(TopicPattern::parse)
          .toList();
  private static final String TOPIC = "feed.a.x";

  private static DeliveredRange range(long from, long tail, Map<String, Long> before) {
    return DeliveredRange.history(from, new Replay(tail, true, List.of()), before);
  }

  @Test
  void staysExactWhilePatternsThatOverlapComeAndGo() {
    Random random = new Random(1);
    Map<TopicPattern, PatternHistory> histories = new LinkedHashMap<>();
    for (int tail = 1_000; tail < 3_000; tail++) {
      TopicPattern pattern = PATTERNS.get(random.nextInt(PATTERNS.size()));
      PatternHistory ended = histories.remove(pattern);
      histories.replaceAll(
          (own, history) -> ended == null ? history : history.inherit(own, pattern, ended));
      if (ended == null || random.nextInt(3) > 0) {
        long from = random.nextInt(1_000);
        DeliveredRange range = range(from, tail, skipped(histories, from));
        histories.put(pattern, (ended == null ? PatternHistory.NONE : ended).plus(range));
      }
      assertThat(histories.values())
          .as("after %d steps", tail - 999)
          .allMatch(PatternHistory::exact);
    }
  }

  /** Topics that were given already, but not all that is past an offset. */
  private static Map<String, Long> skipped(Map<TopicPattern, PatternHistory> histories, long from) {
    Map<String, Long> skipped = new HashMap<>();
    for (String topic : List.of("feed.a", "feed.b", TOPIC)) {
      PatternHistory.DeliveredUpdates delivered = PatternHistory.DeliveredUpdates.NOTHING;
      for (Map.Entry<TopicPattern, PatternHistory> each : histories.entrySet()) {
        delivered =
            each.getKey().matches(topic)
                ? delivered.union(each.getValue().of(topic, null))
                : delivered;
      }
      if (!delivered.isNothing() && delivered.after() > from) {
        skipped.put(topic, delivered.after());
      }
    }
    return skipped;
  }

  @Test
  void staysExactWhileAPatternIsResumedAgainAndAgain() {
    Map<String, Long> before = Map.of(TOPIC, 300L);
    PatternHistory history = PatternHistory.NONE;
    for (int since = 1; since < 200; since++) {
      history = history.plus(range(since, 400 + since, before));
    }

    assertThat(history.of(TOPIC, null)).isEqualTo(new PatternHistory.DeliveredUpdates(300, true));
    assertThat(history.of("feed.b.x", null))
        .isEqualTo(new PatternHistory.DeliveredUpdates(1, true));
  }

  @Test
  void keepsAnActThatGaveMoreOfATopic() {
    PatternHistory history =
        PatternHistory.NONE
            .plus(range(1, 400, Map.of(TOPIC, 300L)))
            .plus(range(2, 401, Map.of("feed.b.x", 300L)));

    assertThat(history.of(TOPIC, null)).isEqualTo(new PatternHistory.DeliveredUpdates(2, true));
    assertThat(history.of("feed.b.x", null))
        .isEqualTo(new PatternHistory.DeliveredUpdates(1, true));
  }
}
