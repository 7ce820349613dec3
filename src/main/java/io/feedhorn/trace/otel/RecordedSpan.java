package io.feedhorn.trace.otel;

import io.feedhorn.model.FeedException;
import io.feedhorn.model.TraceContext;
import io.feedhorn.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/** A span of OpenTelemetry. Used by one thread at a time. */
final class RecordedSpan implements Span {
  private final io.opentelemetry.api.trace.Span span;

  RecordedSpan(io.opentelemetry.api.trace.Span span) {
    this.span = span;
  }

  @Override
  public @Nullable TraceContext context() {
    return OpenTelemetryTracer.of(span.getSpanContext());
  }

  @Override
  public Span number(String name, long value) {
    span.setAttribute(name, value);
    return this;
  }

  /** Records the error code. Not the text, which may quote what a client sent. */
  @Override
  public void failed(Throwable failure) {
    span.setStatus(StatusCode.ERROR);
    span.setAttribute("error.type", FeedException.of(failure).code().wire());
  }

  @Override
  public void end() {
    span.end();
  }
}
