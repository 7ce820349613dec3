package io.feedhorn.conform;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptTest {
  @Test
  void whatItSaysIsJson() {
    Script script = new Script(3, List.of("a"), 5);
    for (long number = 0; number < 500; number++) {
      String data = script.data(number);
      assertThat(Json.decodeValue(data)).isNotNull();
      assertThat(Script.number(Told.of(Told.canonical("a.b", 1, 1, "1", data)))).isEqualTo(number);
    }
    assertThat(script.topics()).hasSize(5).doesNotHaveDuplicates().contains(script.topic(7));
  }
}
