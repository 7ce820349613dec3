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

  private static DeliveredRange history(long from, long tail, Map<String, Long> before) {
    return DeliveredRange.history(from, new Replay(tail, true, List.of()), before);
  }

  @Test
  void staysExactWhilePatternsThatOverlapComeAndGo() {
    Random random = new Random(1);
    Map<TopicPattern, PatternHistory> hearings = new LinkedHashMap<>();
    for (int tail = 1_000; tail < 3_000; tail++) {
      TopicPattern pattern = PATTERNS.get(random.nextInt(PATTERNS.size()));
      PatternHistory ended = hearings.remove(pattern);
      hearings.replaceAll(
          (own, hearing) -> ended == null ? hearing : hearing.inherit(own, pattern, ended));
      if (ended == null || random.nextInt(3) > 0) {
        long from = random.nextInt(1_000);
        DeliveredRange heard = history(from, tail, holes(hearings, from));
        hearings.put(pattern, (ended == null ? PatternHistory.NONE : ended).and(heard));
      }
      assertThat(hearings.values())
          .as("after %d steps", tail - 999)
          .allMatch(PatternHistory::exact);
    }
  }

  /** Topics that were given already, but not all that is past an offset. */
  private static Map<String, Long> holes(Map<TopicPattern, PatternHistory> hearings, long from) {
    Map<String, Long> holes = new HashMap<>();
    for (String topic : List.of("feed.a", "feed.b", TOPIC)) {
      PatternHistory.Of of = PatternHistory.Of.NOTHING;
      for (Map.Entry<TopicPattern, PatternHistory> each : hearings.entrySet()) {
        of = each.getKey().matches(topic) ? of.or(each.getValue().of(topic, null)) : of;
      }
      if (!of.isNothing() && of.after() > from) {
        holes.put(topic, of.after());
      }
    }
    return holes;
  }

  @Test
  void staysExactWhileAPatternIsResumedAgainAndAgain() {
    Map<String, Long> before = Map.of(TOPIC, 300L);
    PatternHistory hearing = PatternHistory.NONE;
    for (int since = 1; since < 200; since++) {
      hearing = hearing.and(history(since, 400 + since, before));
    }

    assertThat(hearing.of(TOPIC, null)).isEqualTo(new PatternHistory.Of(300, true));
    assertThat(hearing.of("feed.b.x", null)).isEqualTo(new PatternHistory.Of(1, true));
  }

  @Test
  void keepsAnActThatGaveMoreOfATopic() {
    PatternHistory hearing =
        PatternHistory.NONE
            .and(history(1, 400, Map.of(TOPIC, 300L)))
            .and(history(2, 401, Map.of("feed.b.x", 300L)));

    assertThat(hearing.of(TOPIC, null)).isEqualTo(new PatternHistory.Of(2, true));
    assertThat(hearing.of("feed.b.x", null)).isEqualTo(new PatternHistory.Of(1, true));
  }
}
