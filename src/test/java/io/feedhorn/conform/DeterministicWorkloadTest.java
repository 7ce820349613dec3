package io.feedhorn.conform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.client.ReceivedUpdate;
import io.vertx.core.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeterministicWorkloadTest {
  private final DeterministicWorkload workload = new DeterministicWorkload(3, List.of("a"), 5);

  @Test
  void everyValueIsJsonAndHasItsNumber() {
    for (long number = 0; number < 500; number++) {
      assertThat(Json.decodeValue(workload.data(number))).isNotNull();
      assertThat(DeterministicWorkload.number(ReceivedUpdate.of(update(number)))).isEqualTo(number);
    }
    assertThat(workload.topics()).hasSize(5).doesNotHaveDuplicates().contains(workload.topic(7));
  }

  @Test
  void findsAnUpdateWithOtherBytes() {
    String update = update(0);

    for (String altered :
        List.of(
            update.replace(",\"seq\"", ", \"seq\""),
            update.replace(".50", ".5"),
            update.replace("\"n\":0", "\"n\":1"),
            update.replace("}}", ",\"more\":1}}"),
            update.replace(workload.topic(0), "a.other"))) {
      assertThatThrownBy(() -> workload.requireContent(ReceivedUpdate.of(altered)))
          .isInstanceOf(CheckFailed.class);
    }
    assertThatCode(() -> workload.requireContent(ReceivedUpdate.of(update)))
        .doesNotThrowAnyException();
  }

  private String update(long number) {
    return ReceivedUpdate.canonical(
        workload.topic(number), 1, 1, "1732150000123.4", workload.data(number));
  }
}
