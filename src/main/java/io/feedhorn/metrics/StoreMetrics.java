package io.feedhorn.metrics;

/** The counters of the store of durable feeds (port). Safe on any thread. */
public interface StoreMetrics {
  /** Counters that do nothing. */
  StoreMetrics NONE = new StoreMetrics() {};

  /** Counts a write of some changes, with the time until they were stored. */
  default void written(int changes, long nanos) {}

  /** Counts a force of earlier writes to the disk ({@code store.fsync: interval}). */
  default void forced(long nanos) {}

  /**
   * Sets the number of changes that are not stored yet.
   *
   * @param sinceNanos the time at which the oldest of them began to wait, of {@link
   *     System#nanoTime}
   */
  default void waiting(int changes, long sinceNanos) {}

  /** Counts a write that failed. */
  default void failed() {}

  /** Counts changes that were refused because too many were waiting. */
  default void refused(int changes) {}

  /** Sets the size of the store on the disk. */
  default void size(long bytes) {}
}
