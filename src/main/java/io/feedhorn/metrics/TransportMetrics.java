package io.feedhorn.metrics;

/** What one transport costs the server, as it adds up. Safe on any thread; a call costs little. */
public interface TransportMetrics {
  /** Counts nothing. */
  TransportMetrics NONE = new TransportMetrics() {};

  /** A connection was accepted that carries this transport first. */
  default void accepted() {}

  /** An HTTP request of this transport came. */
  default void requested() {}

  /** So many bytes came from its connections. */
  default void received(long bytes) {}

  /** So many bytes went to its connections. */
  default void sent(long bytes) {}

  /** So many nanoseconds of CPU went by on it. */
  default void cpuTime(long nanos) {}
}
