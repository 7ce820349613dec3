package io.feedhorn.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

class TopicPatternFuzzTest {
  /** The first line is a pattern, the second one a topic. */
  @FuzzTest
  void matchesLikeItsRegularExpression(byte[] bytes) {
    String[] lines = FuzzInput.text(bytes).split("\n", 2);
    String text = lines[0];
    TopicPattern pattern = FuzzInput.read(() -> TopicPattern.parse(text), ErrorCode.BAD_TOPIC);

    assertThat(pattern != null).as(text).isEqualTo(text.matches(JsonGrammar.PATTERN));
    if (pattern != null) {
      assertThat(pattern).hasToString(text);
      assertThat(String.join(".", pattern.segments())).isEqualTo(text);
      if (lines.length > 1 && lines[1].matches(JsonGrammar.TOPIC)) {
        assertThat(pattern.matches(lines[1]))
            .as("%s on %s", text, lines[1])
            .isEqualTo(lines[1].matches(regex(text)));
      }
    }
  }

  private static String regex(String pattern) {
    return pattern
        .replace(".", "\\.")
        .replace("*", JsonGrammar.SEGMENT)
        .replace(">", JsonGrammar.SEGMENT + "(\\." + JsonGrammar.SEGMENT + ")*");
  }
}
