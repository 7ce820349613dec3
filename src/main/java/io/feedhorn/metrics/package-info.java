/** Ports for counting: implementations register with Prometheus, tests count in memory. */
@NullMarked
package io.feedhorn.metrics;

import org.jspecify.annotations.NullMarked;
