package io.feedhorn.metrics;

/** The counters of Web Push (port). Safe on any thread. */
public interface PushMetrics {
  /** Counters that do nothing. */
  PushMetrics NONE = new PushMetrics() {};

  /** Sets the number of push subscriptions. */
  default void subscriptions(int number) {}

  /** Counts a push that a push service has accepted. */
  default void sent() {}

  /**
   * Counts an attempt that failed.
   *
   * @param status of the response; 0 without one
   */
  default void failed(int status) {}

  /** Counts a push subscription that was removed because its push service does not know it. */
  default void subscriptionGone() {}

  /** Counts pushes that were given up, after the last attempt or because too many wait. */
  default void dropped(int pushes) {}

  /** Sets the number of pushes that wait to be sent, or to be sent again. */
  default void waiting(int pushes) {}
}
