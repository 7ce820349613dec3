package io.feedhorn.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonElementsTest {
  @Test
  void everyObjectIsGivenAsItStands() {
    List<String> objects =
        List.of(
            "{}",
            "{\"a\":[1,{\"b\":\"]},{[\"}]}",
            "{\"quote\":\"\\\"}\\\\\",\"n\":1.10}",
            "{\"c\":{}}");

    assertThat(JsonElements.of("[" + String.join(",", objects) + "]")).isEqualTo(objects);
    assertThat(JsonElements.of("[]")).isEmpty();
  }
}
