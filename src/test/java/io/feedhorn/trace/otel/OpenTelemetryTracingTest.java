package io.feedhorn.trace.otel;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.trace.Span;
import io.feedhorn.trace.TracingOptions;
import io.feedhorn.transport.FreePorts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of the server and those of OpenTelemetry. */
@Timeout(120)
class OpenTelemetryTracingTest {
  private static final String TRACES_ENDPOINT = "otel.exporter.otlp.traces.endpoint";

  private final OtlpReceiver collector = new OtlpReceiver();

  @AfterEach
  void close() {
    System.clearProperty(TRACES_ENDPOINT);
    collector.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/"})
  void theEndpointOfTheServerComesFirst(String end) {
    System.setProperty(TRACES_ENDPOINT, "http://127.0.0.1:" + FreePorts.next());
    String trace = export(collector.endpoint() + end);

    assertThat(collector.awaitOne(trace, "publish prices").service()).isEqualTo("feedhorn");
  }

  @Test
  void withoutOneThatOfOpenTelemetryIsUsed() {
    System.setProperty(TRACES_ENDPOINT, collector.endpoint() + "/v1/traces");
    String trace = export(null);

    assertThat(collector.awaitOne(trace, "publish prices").service()).isEqualTo("feedhorn");
  }

  /** Exports one span, and returns the id of its trace. */
  private static String export(@Nullable String endpoint) {
    TracingOptions options = new TracingOptions(true, endpoint, null, null);
    try (OpenTelemetryTracing tracing = OpenTelemetryTracing.start(options, "1.0", path -> null)) {
      Span span = tracing.tracer().begin("publish", "prices", null);
      String trace = requireNonNull(span.context()).traceId();
      span.end(null);
      return trace;
    }
  }
}
