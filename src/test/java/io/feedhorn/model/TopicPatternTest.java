package io.feedhorn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicPatternTest {
  @ParameterizedTest
  @CsvSource({
    "prices.*, prices.a, true",
    "prices.*, prices.a.b, false",
    "prices.*, price.a, false",
    "prices.*, pricesx.a, false",
    "prices.>, prices.a, true",
    "prices.>, prices.a.b.c, true",
    "prices.*.b, prices.a.b, true",
    "prices.*.b, prices.a.bb, false",
    "prices.*.>, prices.a, false",
    "prices.*.>, prices.a.b, true",
    "prices.a, prices.a, true",
    "prices.a, prices.ab, false",
    "prices.a, prices.a.b, false",
    "prices.a.b, prices.a, false",
  })
  void matchesTopicsSegmentBySegment(String pattern, String topic, boolean matches) {
    assertThat(TopicPattern.parse(pattern).matches(topic)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "prices",
        "*",
        ">",
        "*.a",
        ">.a",
        "*.>",
        "a.>.b",
        "a.b*",
        "a.*b",
        "a.>>",
        "a.**",
        "a.",
        "a..>",
        ".>",
        "a.b c",
        "feedhorn.>",
        "feedhorn.publish",
        "__vertx.*"
      })
  void textThatIsNotAPatternIsRefused(String text) {
    assertThatThrownBy(() -> TopicPattern.parse(text))
        .isInstanceOfSatisfying(
            FeedException.class,
            exception -> assertThat(exception.code()).isEqualTo(ErrorCode.BAD_TOPIC));
  }

  @Test
  void isATopicWithoutWildcards() {
    assertThat(TopicPattern.parse("a.b.c").isTopic()).isTrue();
    assertThat(TopicPattern.parse("a.*.c").isTopic()).isFalse();
    assertThat(TopicPattern.parse("a.b.>").isTopic()).isFalse();
    assertThat(TopicPattern.parse("a.>").feed()).isEqualTo("a");
  }

  @Test
  void equalsAPatternWithTheSameText() {
    assertThat(TopicPattern.parse("a.*")).isEqualTo(TopicPattern.parse("a.*")).hasToString("a.*");
    assertThat(TopicPattern.parse("a.*")).isNotEqualTo(TopicPattern.parse("a.>"));
  }

  @SeededRandom(50)
  void agreesWithASimpleMatcher(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      List<String> pattern = segments(random, List.of("a", "b", "ab", "A", "*", "*"), 4);
      if (random.nextInt(3) == 0) {
        pattern.add(">");
      }
      pattern.add(0, random.nextBoolean() ? "f" : "ff");
      List<String> topic = segments(random, List.of("a", "b", "ab", "A"), 5);
      topic.add(0, random.nextBoolean() ? "f" : "ff");
      if (pattern.size() < 2) {
        continue;
      }

      assertThat(TopicPattern.parse(String.join(".", pattern)).matches(String.join(".", topic)))
          .as("%s matches %s", pattern, topic)
          .isEqualTo(simpleMatch(pattern, topic));
    }
  }

  private static List<String> segments(Random random, List<String> words, int max) {
    List<String> segments = new ArrayList<>();
    for (int i = random.nextInt(max); i > 0; i--) {
      segments.add(words.get(random.nextInt(words.size())));
    }
    return segments;
  }

  private static boolean simpleMatch(List<String> pattern, List<String> topic) {
    if (pattern.isEmpty() || topic.isEmpty()) {
      return pattern.isEmpty() && topic.isEmpty();
    }
    String first = pattern.get(0);
    return first.equals(">")
        || ((first.equals("*") || first.equals(topic.get(0)))
            && simpleMatch(pattern.subList(1, pattern.size()), topic.subList(1, topic.size())));
  }

  @ParameterizedTest
  @CsvSource({
    "prices.>, prices.*, true",
    "prices.*, prices.>, false",
    "prices.*, prices.a, true",
    "prices.a, prices.*, false",
    "prices.*, prices.*, true",
    "prices.*.>, prices.>, false",
    "prices.>, prices.*.>, true",
    "prices.*.>, prices.a.b.*, true",
    "prices.*, prices.a.b, false",
    "prices.a.*, prices.*.a, false",
    "prices.>, scores.a, false"
  })
  void coversAPatternIfItMatchesAllOfItsTopics(String pattern, String other, boolean covers) {
    assertThat(TopicPattern.parse(pattern).covers(TopicPattern.parse(other))).isEqualTo(covers);
  }

  /** Compares all patterns and topics of up to four segments over two letters. */
  @Test
  void coversAPatternIfAndOnlyIfItMatchesAllOfItsTopics() {
    List<String> topics = named(List.of("f"), List.of("a", "b"), false);
    List<TopicPattern> patterns =
        named(List.of("f"), List.of("a", "b", "*"), true).stream()
            .map(TopicPattern::parse)
            .toList();
    for (TopicPattern pattern : patterns) {
      for (TopicPattern other : patterns) {
        boolean all = topics.stream().filter(other::matches).allMatch(pattern::matches);
        assertThat(pattern.covers(other)).as("%s covers %s", pattern, other).isEqualTo(all);
      }
    }
  }

  /** Returns names of two to five segments; of two to four if they end with {@code >}. */
  private static List<String> named(List<String> first, List<String> words, boolean rest) {
    List<String> names = new ArrayList<>();
    List<String> longest = first;
    for (int segments = 2; segments <= (rest ? 4 : 6); segments++) {
      List<String> longer = new ArrayList<>();
      for (String name : longest) {
        words.forEach(word -> longer.add(name + "." + word));
        if (rest) {
          names.add(name + ".>");
        }
      }
      names.addAll(longer);
      longest = longer;
    }
    return names;
  }
}
