package io.feedhorn.metrics;

/** The counters of the store of durable feeds (port). Safe on any thread. */
public interface StoreMetrics {
  /** Counters that do nothing. */
  StoreMetrics NONE = new StoreMetrics() {};

  /** Counts a write of some changes, with the time until they were stored. */
  default void written(int changes, long nanos) {}

  /** Counts a write that failed. */
  default void failed() {}

  /** Counts changes that were refused because too many were waiting. */
  default void refused(int changes) {}

  /** Sets the size of the store on the disk. */
  default void size(long bytes) {}
}
