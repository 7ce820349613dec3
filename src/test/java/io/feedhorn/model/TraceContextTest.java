package io.feedhorn.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The trace contexts of publishes. The examples are those of the standard. */
class TraceContextTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";

  @Test
  void readsTheFields() {
    TraceContext context = parse("00-" + TRACE + "-" + SPAN + "-01");
    assertThat(context.traceId()).isEqualTo(TRACE);
    assertThat(context.spanId()).isEqualTo(SPAN);
    assertThat(context.isSampled()).isTrue();
    assertThat(parse("00-" + TRACE + "-" + SPAN + "-02").isSampled()).isFalse();
  }

  private static TraceContext parse(String traceparent) {
    return Objects.requireNonNull(TraceContext.parse(traceparent, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "0x-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more"
      })
  void ignoresWhatIsNotValid(String traceparent) {
    assertThat(TraceContext.parse(traceparent, "a=1")).isNull();
  }

  @Test
  void readsALaterVersionAsTheFirst() {
    assertThat(parse("01-" + TRACE + "-" + SPAN + "-03-more"))
        .isEqualTo(parse("00-" + TRACE + "-" + SPAN + "-01"));
  }

  @Test
  void keepsAValidTracestateOnly() {
    String traceparent = "00-" + TRACE + "-" + SPAN + "-00";
    assertThat(TraceContext.parse(traceparent, "congo=t61,rojo=00"))
        .extracting(TraceContext::tracestate)
        .isEqualTo("congo=t61,rojo=00");
    assertThat(TraceContext.parse(traceparent, "a=\n")).isEqualTo(parse(traceparent));
    assertThat(TraceContext.parse(traceparent, "a".repeat(513))).isEqualTo(parse(traceparent));
  }
}
