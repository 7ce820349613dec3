package io.feedhorn.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class TopicPatternFuzzTest {
  /** The first line is a pattern, the second one a topic. */
  @FuzzTest
  void matchesLikeItsRegularExpression(byte[] bytes) {
    String[] lines = FuzzInput.text(bytes).split("\n", 2);
    String text = lines[0];
    TopicPattern pattern = FuzzInput.read(() -> TopicPattern.parse(text), ErrorCode.BAD_TOPIC);

    assertThat(pattern != null).as(text).isEqualTo(JsonGrammar.matches(text, JsonGrammar.PATTERN));
    if (pattern != null) {
      assertThat(pattern).hasToString(text);
      assertThat(String.join(".", pattern.segments())).isEqualTo(text);
      if (lines.length > 1 && JsonGrammar.matches(lines[1], JsonGrammar.TOPIC)) {
        assertThat(pattern.matches(lines[1]))
            .as("%s on %s", text, lines[1])
            .isEqualTo(lines[1].matches(regex(text)));
      }
    }
  }

  private static String regex(String pattern) {
    return Stream.of(pattern.split("\\.", -1))
        .map(TopicPatternFuzzTest::segmentRegex)
        .collect(Collectors.joining("\\."));
  }

  private static String segmentRegex(String segment) {
    return switch (segment) {
      case "*" -> JsonGrammar.SEGMENT;
      case ">" -> JsonGrammar.SEGMENT + "(\\." + JsonGrammar.SEGMENT + ")*";
      default -> Pattern.quote(segment);
    };
  }
}
