package io.feedhorn.trace.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.TraceContext;
import io.feedhorn.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Spans of OpenTelemetry for the steps of a publish. */
class OpenTelemetryTracerTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

  private final List<SpanData> ended = new ArrayList<>();

  private OpenTelemetryTracer tracer(Sampler sampler) {
    return new OpenTelemetryTracer(
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .setSampler(sampler)
                    .addSpanProcessor(new Recorder())
                    .build())
            .build());
  }

  private static TraceContext context(String traceparent, @Nullable String tracestate) {
    return Objects.requireNonNull(TraceContext.parse(traceparent, tracestate));
  }

  @Test
  void aSpanContinuesATraceWithTheStateOfOtherSystems() {
    Span span =
        tracer(Sampler.alwaysOn()).begin("publish", "prices", context(PARENT, "congo=t61,rojo=0"));
    TraceContext own = Objects.requireNonNull(span.context());
    span.number("feedhorn.offset", 7).end(null);

    assertThat(own.traceId()).isEqualTo(TRACE);
    assertThat(own.tracestate()).isEqualTo("congo=t61,rojo=0");
    assertThat(own.isSampled()).isTrue();
    SpanData data = ended.get(0);
    assertThat(data.getName()).isEqualTo("publish prices");
    assertThat(data.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
    assertThat(data.getSpanId()).isEqualTo(own.spanId());
    assertThat(data.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void aFailureIsRecordedByItsCodeAlone() {
    Span span = tracer(Sampler.alwaysOn()).begin("publish", "prices", null);
    span.end(new FeedException(ErrorCode.TOO_LARGE, "a text that quotes a secret"));
    assertThat(ended.get(0).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(ended.get(0).toString()).contains("too_large").doesNotContain("secret");
  }

  @Test
  void aSpanThatIsNotRecordedHasNoContext() {
    Span span = tracer(Sampler.alwaysOff()).begin("publish", "prices", null);
    assertThat(span.context()).isNull();
    assertThat(span).isSameAs(Span.NONE);
  }

  @Test
  void aSharedStepHasOneSpanForEachSampledTrace() {
    TraceContext one = context(PARENT, null);
    TraceContext other = context(PARENT.replace("4bf9", "5bf9"), null);
    TraceContext unsampled = context(PARENT.replace("4bf9", "6bf9").replace("-01", "-00"), null);
    tracer(Sampler.alwaysOn())
        .beginEach("store", "", Arrays.asList(one, null, one, other, unsampled))
        .forEach(Span::end);
    assertThat(ended)
        .extracting(SpanData::getTraceId)
        .containsExactly(one.traceId(), other.traceId());
  }

  private final class Recorder implements SpanProcessor {
    @Override
    public void onStart(io.opentelemetry.context.Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
      return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
      ended.add(span.toSpanData());
    }

    @Override
    public boolean isEndRequired() {
      return true;
    }
  }
}
