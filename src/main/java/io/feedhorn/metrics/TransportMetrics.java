package io.feedhorn.metrics;

/** The counters of the cost of one transport (port). Safe on any thread; cheap to call. */
public interface TransportMetrics {
  /** Counters that do nothing. */
  TransportMetrics NONE = new TransportMetrics() {};

  /** Counts a connection whose first transport is this one. */
  default void accepted() {}

  /** Counts an HTTP request. */
  default void requested() {}

  /** Counts bytes that were received from connections. */
  default void received(long bytes) {}

  /** Counts bytes that were sent to connections. */
  default void sent(long bytes) {}

  /** Counts CPU time of event loops, in nanoseconds. */
  default void cpuTime(long nanos) {}
}
