package io.feedhorn.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.Topic;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TopicCacheTest {
  private final TopicCache topics = new TopicCache();

  private @Nullable Topic find(String name) {
    byte[] utf8 = ("[" + name + "]").getBytes(StandardCharsets.UTF_8);
    return topics.find(utf8, 1, utf8.length - 1);
  }

  @Test
  void aTopicIsParsedOnce() {
    assertThat(find("prices.ü")).isEqualTo(Topic.parse("prices.ü")).isSameAs(find("prices.ü"));
  }

  @Test
  void anInvalidNameIsNotATopic() {
    assertThat(find("prices")).isNull();
    assertThat(find("")).isNull();
    assertThat(find("prices.a*")).isNull();
  }

  @Test
  void anyNumberOfTopicsIsFound() {
    for (int i = 0; i < 10_000; i++) {
      String name = "prices.t" + i % 5_000;
      assertThat(find(name)).isEqualTo(Topic.parse(name));
    }
  }
}
