/** A program that checks the queries of the dashboard and of the alerts with a real Prometheus. */
@NullMarked
package io.feedhorn.bench.queries;

import org.jspecify.annotations.NullMarked;
