/** The Prometheus rules and the Grafana dashboard of {@code conf/observability}. */
@NullMarked
package io.feedhorn.observability;

import org.jspecify.annotations.NullMarked;
