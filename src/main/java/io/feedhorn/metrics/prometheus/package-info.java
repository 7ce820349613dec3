/** The Prometheus implementation of the metrics ports. */
@NullMarked
package io.feedhorn.metrics.prometheus;

import org.jspecify.annotations.NullMarked;
