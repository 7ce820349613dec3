package io.feedhorn.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

class PatternFuzzTest {
  /** The first line is a pattern, the second one a topic. */
  @FuzzTest
  void matchesWhatItsRegularExpressionMatches(byte[] bytes) {
    String[] lines = Fuzzed.text(bytes).split("\n", 2);
    String text = lines[0];
    Pattern pattern = Fuzzed.read(() -> Pattern.parse(text), Code.BAD_TOPIC);

    assertThat(pattern != null).as(text).isEqualTo(text.matches(Grammar.PATTERN));
    if (pattern != null) {
      assertThat(pattern).hasToString(text);
      assertThat(String.join(".", pattern.segments())).isEqualTo(text);
      if (lines.length > 1 && lines[1].matches(Grammar.TOPIC)) {
        assertThat(pattern.matches(lines[1]))
            .as("%s on %s", text, lines[1])
            .isEqualTo(lines[1].matches(regex(text)));
      }
    }
  }

  private static String regex(String pattern) {
    return pattern
        .replace(".", "\\.")
        .replace("*", Grammar.SEGMENT)
        .replace(">", Grammar.SEGMENT + "(\\." + Grammar.SEGMENT + ")*");
  }
}
