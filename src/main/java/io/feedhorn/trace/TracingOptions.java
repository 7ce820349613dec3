package io.feedhorn.trace;

import org.jspecify.annotations.Nullable;

/**
 * The settings of tracing. What is null is left to the environment variables of OpenTelemetry.
 * Immutable.
 *
 * @param endpoint the base URL of the collector, for OTLP over HTTP
 * @param service the name of the service
 * @param sample the part of the traces that begin here and are recorded, from 0 to 1
 */
public record TracingOptions(
    boolean enabled, @Nullable String endpoint, @Nullable String service, @Nullable Double sample) {
  /** No tracing. */
  public static final TracingOptions OFF = new TracingOptions(false, null, null, null);
}
