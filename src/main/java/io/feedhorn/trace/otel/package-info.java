/**
 * Tracing by OpenTelemetry and {@code vertx-opentelemetry}. Its classes are loaded only if tracing
 * is on.
 */
@NullMarked
package io.feedhorn.trace.otel;

import org.jspecify.annotations.NullMarked;
