package io.feedhorn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransportSpecTest {
  @Test
  void theDefaultRowsHaveTheirNames() {
    assertThat(TransportSpec.DEFAULT)
        .extracting(TransportSpec::name)
        .containsExactly(
            "websocket",
            "sockjs",
            "sockjs-xhr-streaming",
            "sse",
            "long-polling",
            "polling-250ms",
            "polling-1s",
            "polling-5s",
            "polling-1s-close");
  }

  @Test
  void anyIntervalCanBeRequested() {
    assertThat(TransportSpec.parse("polling-40ms").interval()).isEqualTo(Duration.ofMillis(40));
    assertThat(TransportSpec.parse("polling-600s").interval()).isEqualTo(Duration.ofMinutes(10));
    assertThat(TransportSpec.parse("polling-2s-close").closes()).isTrue();
    assertThat(TransportSpec.parse("polling-2s").closes()).isFalse();
  }

  @Test
  void anUnknownRowIsRefused() {
    for (String wrong :
        List.of(
            "",
            "polling",
            "polling-1",
            "polling-0s",
            "polling-9ms",
            "polling-601s",
            "SSE",
            "sse-close")) {
      assertThatThrownBy(() -> TransportSpec.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("polling-250ms");
    }
  }
}
