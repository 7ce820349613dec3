package io.feedhorn.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

class TopicFuzzTest {
  @FuzzTest
  void matchesTheGrammar(byte[] bytes) {
    String text = FuzzInput.text(bytes);
    Topic topic = FuzzInput.read(() -> Topic.parse(text), ErrorCode.BAD_TOPIC);

    assertThat(topic != null).as(text).isEqualTo(JsonGrammar.matches(text, JsonGrammar.TOPIC));
    if (topic != null) {
      assertThat(topic).hasToString(text);
      assertThat(topic.feed()).isEqualTo(text.substring(0, text.indexOf('.')));
      TopicPattern pattern = TopicPattern.parse(text);
      assertThat(pattern.isTopic() && pattern.matches(text)).isTrue();
    }
  }
}
