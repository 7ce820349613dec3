package io.feedhorn.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

class TopicFuzzTest {
  @FuzzTest
  void isWhatTheGrammarSays(byte[] bytes) {
    String text = Fuzzed.text(bytes);
    Topic topic = Fuzzed.read(() -> Topic.parse(text), Code.BAD_TOPIC);

    assertThat(topic != null).as(text).isEqualTo(text.matches(Grammar.TOPIC));
    if (topic != null) {
      assertThat(topic).hasToString(text);
      assertThat(topic.feed()).isEqualTo(text.substring(0, text.indexOf('.')));
      Pattern pattern = Pattern.parse(text);
      assertThat(pattern.isTopic() && pattern.matches(text)).isTrue();
    }
  }
}
