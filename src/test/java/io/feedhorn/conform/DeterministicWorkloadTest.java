package io.feedhorn.conform;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeterministicWorkloadTest {
  @Test
  void whatItSaysIsJson() {
    DeterministicWorkload workload = new DeterministicWorkload(3, List.of("a"), 5);
    for (long number = 0; number < 500; number++) {
      String data = workload.data(number);
      assertThat(Json.decodeValue(data)).isNotNull();
      assertThat(
              DeterministicWorkload.number(
                  ReceivedUpdate.of(ReceivedUpdate.canonical("a.b", 1, 1, "1", data))))
          .isEqualTo(number);
    }
    assertThat(workload.topics()).hasSize(5).doesNotHaveDuplicates().contains(workload.topic(7));
  }
}
