package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.log.Replay;
import io.feedhorn.model.Pattern;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HearingTest {
  private static final List<Pattern> PATTERNS =
      Stream.of("feed.>", "feed.*", "feed.a", "feed.b", "feed.*.x", "feed.a.x", "feed.a.>")
          .map(Pattern::parse)
          .toList();
  private static final String TOPIC = "feed.a.x";

  private static Heard history(long from, long tail, Map<String, Long> before) {
    return Heard.history(from, new Replay(tail, true, List.of()), before);
  }

  @Test
  void staysExactWhilePatternsThatOverlapComeAndGo() {
    Random random = new Random(1);
    Map<Pattern, Hearing> hearings = new LinkedHashMap<>();
    for (int tail = 1_000; tail < 3_000; tail++) {
      Pattern pattern = PATTERNS.get(random.nextInt(PATTERNS.size()));
      Hearing ended = hearings.remove(pattern);
      hearings.replaceAll(
          (own, hearing) -> ended == null ? hearing : hearing.inherit(own, pattern, ended));
      if (ended == null || random.nextInt(3) > 0) {
        long from = random.nextInt(1_000);
        Heard heard = history(from, tail, holes(hearings, from));
        hearings.put(pattern, (ended == null ? Hearing.NONE : ended).and(heard));
      }
      assertThat(hearings.values()).as("after %d steps", tail - 999).allMatch(Hearing::exact);
    }
  }

  /** Topics that were given already, but not all that is past an offset. */
  private static Map<String, Long> holes(Map<Pattern, Hearing> hearings, long from) {
    Map<String, Long> holes = new HashMap<>();
    for (String topic : List.of("feed.a", "feed.b", TOPIC)) {
      Hearing.Of of = Hearing.Of.NOTHING;
      for (Map.Entry<Pattern, Hearing> each : hearings.entrySet()) {
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
    Hearing hearing = Hearing.NONE;
    for (int since = 1; since < 200; since++) {
      hearing = hearing.and(history(since, 400 + since, before));
    }

    assertThat(hearing.of(TOPIC, null)).isEqualTo(new Hearing.Of(300, true));
    assertThat(hearing.of("feed.b.x", null)).isEqualTo(new Hearing.Of(1, true));
  }

  @Test
  void keepsAnActThatGaveMoreOfATopic() {
    Hearing hearing =
        Hearing.NONE
            .and(history(1, 400, Map.of(TOPIC, 300L)))
            .and(history(2, 401, Map.of("feed.b.x", 300L)));

    assertThat(hearing.of(TOPIC, null)).isEqualTo(new Hearing.Of(2, true));
    assertThat(hearing.of("feed.b.x", null)).isEqualTo(new Hearing.Of(1, true));
  }
}
