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

  private static DeliveredRange range(long from, long end, Map<String, Long> gapEnds) {
    return DeliveredRange.history(from, new Replay(end, true, List.of()), gapEnds);
  }

  @Test
  void staysExactIfOverlappingPatternsAreAddedAndRemoved() {
    Random random = new Random(1);
    Map<TopicPattern, PatternHistory> histories = new LinkedHashMap<>();
    for (int end = 1_000; end < 3_000; end++) {
      TopicPattern pattern = PATTERNS.get(random.nextInt(PATTERNS.size()));
      PatternHistory removed = histories.remove(pattern);
      histories.replaceAll(
          (own, history) -> removed == null ? history : history.inherit(own, pattern, removed));
      if (removed == null || random.nextInt(3) > 0) {
        long from = random.nextInt(1_000);
        DeliveredRange range = range(from, end, gapEnds(histories, from));
        histories.put(pattern, (removed == null ? PatternHistory.NONE : removed).plus(range));
      }
      assertThat(histories.values())
          .as("after %d steps", end - 999)
          .allMatch(PatternHistory::exact);
    }
  }

  /** Returns the ends of gaps, for topics that were not delivered completely after an offset. */
  private static Map<String, Long> gapEnds(Map<TopicPattern, PatternHistory> histories, long from) {
    Map<String, Long> gapEnds = new HashMap<>();
    for (String topic : List.of("feed.a", "feed.b", TOPIC)) {
      PatternHistory.DeliveredUpdates delivered = PatternHistory.DeliveredUpdates.NOTHING;
      for (Map.Entry<TopicPattern, PatternHistory> each : histories.entrySet()) {
        delivered =
            each.getKey().matches(topic)
                ? delivered.union(each.getValue().of(topic, null))
                : delivered;
      }
      if (!delivered.isNothing() && delivered.after() > from) {
        gapEnds.put(topic, delivered.after());
      }
    }
    return gapEnds;
  }

  @Test
  void staysExactWhileAPatternIsResumedAgainAndAgain() {
    Map<String, Long> gapEnds = Map.of(TOPIC, 300L);
    PatternHistory history = PatternHistory.NONE;
    for (int since = 1; since < 200; since++) {
      history = history.plus(range(since, 400 + since, gapEnds));
    }

    assertThat(history.of(TOPIC, null)).isEqualTo(new PatternHistory.DeliveredUpdates(300, true));
    assertThat(history.of("feed.b.x", null))
        .isEqualTo(new PatternHistory.DeliveredUpdates(1, true));
  }

  @Test
  void keepsTheSubscribeThatReplayedMoreOfATopic() {
    PatternHistory history =
        PatternHistory.NONE
            .plus(range(1, 400, Map.of(TOPIC, 300L)))
            .plus(range(2, 401, Map.of("feed.b.x", 300L)));

    assertThat(history.of(TOPIC, null)).isEqualTo(new PatternHistory.DeliveredUpdates(2, true));
    assertThat(history.of("feed.b.x", null))
        .isEqualTo(new PatternHistory.DeliveredUpdates(1, true));
  }
}
