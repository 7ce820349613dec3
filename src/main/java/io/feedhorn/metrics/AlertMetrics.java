package io.feedhorn.metrics;

/** The metrics of the evaluation of alerts (port). Safe on any thread. */
public interface AlertMetrics {
  /** Metrics that do nothing. */
  AlertMetrics NONE = new AlertMetrics() {};

  /** The reasons of errors. */
  enum Kind {
    /** A notification is not accepted for now, and is published again. */
    PUBLISH,
    /** A notification is refused for good, and is dropped. */
    DROPPED,
    /** The state of a user's rules is refused, not only by a race, and is stored again. */
    STATE,
    /** A rule cannot be read or compared, and is skipped. */
    EVALUATION
  }

  /**
   * Changes the numbers of rules that this node evaluates.
   *
   * @param active rules that can notify
   * @param done rules that do not repeat and have notified
   */
  default void rules(int active, int done) {}

  /** Changes the number of notifications that are stored and not yet published. */
  default void waiting(int change) {}

  /** Counts a notification that a rule has caused, before it is published. */
  default void fired() {}

  /** Counts an error. */
  default void failed(Kind kind) {}
}
