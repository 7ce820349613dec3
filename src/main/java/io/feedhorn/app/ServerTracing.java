package io.feedhorn.app;

import io.feedhorn.app.settings.SettingsException;
import io.feedhorn.http.TracedRoutes;
import io.feedhorn.trace.Tracer;
import io.feedhorn.trace.TracingOptions;
import io.feedhorn.trace.otel.OpenTelemetryTracing;
import io.vertx.core.VertxBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The tracing of a server process. Without tracing it does nothing, and no class of OpenTelemetry
 * is loaded. Safe on any thread.
 */
final class ServerTracing {
  /** No tracing. */
  static final ServerTracing OFF = new ServerTracing(null);

  private final @Nullable OpenTelemetryTracing recording;

  private ServerTracing(@Nullable OpenTelemetryTracing recording) {
    this.recording = recording;
  }

  /**
   * Starts tracing if it is enabled.
   *
   * @throws SettingsException if the environment variables of OpenTelemetry are not valid
   */
  static ServerTracing start(TracingOptions options) {
    if (!options.enabled()) {
      return OFF;
    }
    try {
      return new ServerTracing(
          OpenTelemetryTracing.start(options, Version.NUMBER, TracedRoutes::of));
    } catch (IllegalArgumentException invalid) {
      throw SettingsException.of(String.valueOf(invalid.getMessage()));
    }
  }

  /** Returns the tracer of the server. */
  Tracer tracer() {
    return recording == null ? Tracer.NONE : recording.tracer();
  }

  /** Adds the tracer of HTTP requests to a Vert.x instance. */
  VertxBuilder addTo(VertxBuilder vertx) {
    return recording == null ? vertx : vertx.withTracer(recording.vertxTracer());
  }

  /** Exports what is recorded, in bounded time. Blocks. */
  void close() {
    if (recording != null) {
      recording.close();
    }
  }
}
