package io.feedhorn.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The topics that patterns match, compared with those of a search through all. */
class NamedTopicsTest {
  /** Those before and after the dot, and a name that begins with another one. */
  private static final List<String> SEGMENTS = List.of("a", "b", "ab", "a-", "a/", "é", "*", ">");

  private final Random random = new Random(7);
  private final FakeClock clock = new FakeClock();
  private final FeedLog log =
      new FeedLog("k3f9", new FeedOptions(DeliveryMode.LATEST, 2, Duration.ofDays(1), "no-cache"));
  private final TreeSet<String> live = new TreeSet<>();

  private String segments(int kinds) {
    StringBuilder name = new StringBuilder("f");
    for (int i = random.nextInt(3); i >= 0; i--) {
      name.append('.').append(SEGMENTS.get(random.nextInt(kinds)));
    }
    return name.toString();
  }

  private void change() {
    Topic topic = Topic.parse(segments(SEGMENTS.size() - 2));
    boolean ends = live.contains(topic.name()) && random.nextBoolean();
    log.append(topic, Buffer.buffer(ends ? "" : "1"), clock.micros());
    if (ends) {
      live.remove(topic.name());
    } else {
      live.add(topic.name());
    }
  }

  private TopicPattern pattern() {
    // A closing wildcard in the middle is not a pattern.
    return Stream.generate(() -> segments(SEGMENTS.size()))
        .filter(text -> !text.matches(".*>\\..*"))
        .map(TopicPattern::parse)
        .findFirst()
        .orElseThrow();
  }

  private List<String> expected(List<TopicPattern> patterns) {
    return live.stream()
        .filter(name -> patterns.stream().anyMatch(pattern -> pattern.matches(name)))
        .toList();
  }

  private List<String> found(List<TopicPattern> patterns) {
    Collection<TopicLog> matching = log.topics().matching(patterns);
    return matching.stream()
        .map(TopicLog::newest)
        .filter(newest -> !newest.isDeletion())
        .map(newest -> newest.topic().name())
        .sorted()
        .toList();
  }

  @Test
  void findsWhatASearchThroughAllTopicsFinds() {
    for (int round = 0; round < 2_000; round++) {
      change();
      List<TopicPattern> patterns = new ArrayList<>();
      for (int i = random.nextInt(3); i >= 0; i--) {
        patterns.add(pattern());
      }
      assertThat(found(patterns)).as("%s of %s", patterns, live).isEqualTo(expected(patterns));
    }
  }

  @Test
  void thePrefixOfAPatternEndsBeforeItsFirstWildcard() {
    assertThat(TopicPattern.parse("f.a.b.*").prefix()).isEqualTo("f.a.b.");
    assertThat(TopicPattern.parse("f.a.*.b.>").prefix()).isEqualTo("f.a.");
    assertThat(TopicPattern.parse("f.a.>").prefix()).isEqualTo("f.a.");
    assertThat(TopicPattern.parse("f.*.a").prefix()).isNull();
    assertThat(TopicPattern.parse("f.>").prefix()).isNull();
    assertThat(TopicPattern.parse("f.a.b").prefix()).isNull();
  }
}
