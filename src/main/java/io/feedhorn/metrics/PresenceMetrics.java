package io.feedhorn.metrics;

/** The metrics of presence (port). Safe on any thread. */
public interface PresenceMetrics {
  /** Metrics that do nothing. */
  PresenceMetrics NONE = new PresenceMetrics() {};

  /** Sets the numbers of topics and users whose presence this node has published. */
  default void published(int topics, int members) {}

  /** Counts a user who joined a topic. */
  default void joined() {}

  /** Counts a user who left a topic. */
  default void left() {}

  /** Counts a user, or clients without one, who are not published because of a maximum. */
  default void refused() {}
}
