package io.feedhorn.trace.otel;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exports spans, and logs when that begins to fail and when it works again, not each failure. Safe
 * on any thread.
 */
final class ReportingExporter implements SpanExporter {
  private static final Logger LOG = LoggerFactory.getLogger(ReportingExporter.class);

  private final SpanExporter exporter;
  private final AtomicBoolean failing = new AtomicBoolean();

  ReportingExporter(SpanExporter exporter) {
    this.exporter = exporter;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode result = exporter.export(spans);
    return result.whenComplete(() -> report(result));
  }

  private void report(CompletableResultCode result) {
    boolean failed = !result.isSuccess();
    if (failing.compareAndSet(!failed, failed)) {
      if (failed) {
        LOG.warn(
            "Traces cannot be exported, dropping spans until the collector accepts them: {}",
            reason(result.getFailureThrowable()));
      } else {
        LOG.info("Traces are exported again");
      }
    }
  }

  /** Returns the reason below the exceptions of the exporter, which say no more. */
  private static String reason(@Nullable Throwable failure) {
    if (failure == null) {
      return "it refused them";
    }
    Throwable cause = failure.getCause();
    if (cause != null) {
      return cause.toString();
    }
    return failure.getMessage() == null ? "it refused them" : failure.getMessage();
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }

  @Override
  public String toString() {
    return exporter.toString();
  }
}
