package io.feedhorn.trace.otel;

import io.feedhorn.model.TraceContext;
import io.feedhorn.trace.Span;
import io.feedhorn.trace.Tracer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records spans by OpenTelemetry. Safe on any thread. */
public final class OpenTelemetryTracer implements Tracer {
  private static final String TRACESTATE = "tracestate";

  private final io.opentelemetry.api.trace.Tracer tracer;

  /** Creates a tracer of a program that has an OpenTelemetry of its own. */
  public OpenTelemetryTracer(OpenTelemetry openTelemetry) {
    this.tracer = openTelemetry.getTracer("io.feedhorn");
  }

  @Override
  public boolean isOn() {
    return true;
  }

  @Override
  public Span begin(String step, String feed, @Nullable TraceContext parent) {
    SpanBuilder builder =
        tracer.spanBuilder(feed.isEmpty() ? step : step + " " + feed).setParent(context(parent));
    if (!feed.isEmpty()) {
      builder.setAttribute("feedhorn.feed", feed);
    }
    io.opentelemetry.api.trace.Span span = builder.startSpan();
    return span.isRecording() ? new RecordedSpan(span) : Span.NONE;
  }

  @Override
  public @Nullable TraceContext current() {
    return of(io.opentelemetry.api.trace.Span.current().getSpanContext());
  }

  private static Context context(@Nullable TraceContext parent) {
    if (parent == null) {
      return Context.root();
    }
    return parent.tracestate().isEmpty()
        ? Context.root().with(io.opentelemetry.api.trace.Span.wrap(remote(parent)))
        : W3CTraceContextPropagator.getInstance().extract(Context.root(), parent, Getter.INSTANCE);
  }

  private static SpanContext remote(TraceContext parent) {
    return SpanContext.createFromRemoteParent(
        parent.traceId(),
        parent.spanId(),
        TraceFlags.fromHex(parent.traceparent(), parent.traceparent().length() - 2),
        TraceState.getDefault());
  }

  static @Nullable TraceContext of(SpanContext span) {
    if (!span.isValid()) {
      return null;
    }
    String traceparent =
        "00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + span.getTraceFlags().asHex();
    return TraceContext.parse(
        traceparent, span.getTraceState().isEmpty() ? null : tracestate(span));
  }

  private static @Nullable String tracestate(SpanContext span) {
    Map<String, String> headers = new HashMap<>();
    TextMapSetter<Map<String, String>> setter =
        (carrier, key, value) -> {
          if (carrier != null) {
            carrier.put(key, value);
          }
        };
    W3CTraceContextPropagator.getInstance()
        .inject(Context.root().with(io.opentelemetry.api.trace.Span.wrap(span)), headers, setter);
    return headers.get(TRACESTATE);
  }

  private enum Getter implements TextMapGetter<TraceContext> {
    INSTANCE;

    @Override
    public @Nullable String get(@Nullable TraceContext carrier, String key) {
      if (carrier == null) {
        return null;
      }
      return key.equals(TRACESTATE) ? carrier.tracestate() : carrier.traceparent();
    }
  }
}
