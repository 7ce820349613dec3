/** Ports for metrics: the server registers them with Prometheus, tests count in memory. */
@NullMarked
package io.feedhorn.metrics;

import org.jspecify.annotations.NullMarked;
