/** The port for tracing: OpenTelemetry implements it, and nothing does unless tracing is on. */
@NullMarked
package io.feedhorn.trace;

import org.jspecify.annotations.NullMarked;
