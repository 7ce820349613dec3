package io.feedhorn.hub;

import io.feedhorn.model.TopicPattern;
import java.util.ArrayList;
import java.util.List;

/**
 * The state of a connection's outbox at one moment. Immutable.
 *
 * @param patterns the subscribed patterns
 * @param pending the updates that wait because the connection does not accept them
 * @param oldestMicros the time of the oldest of these, Unix time in microseconds; {@link #NONE}
 *     without any
 * @param lagging true while updates wait for a slow reader
 * @param delivered the updates that were handed to the connection since it opened
 * @param conflated the updates that a newer one of their topic replaced since it opened
 */
public record OutboxStatus(
    List<TopicPattern> patterns,
    int pending,
    long oldestMicros,
    boolean lagging,
    long delivered,
    long conflated) {
  /** The time of the oldest pending update if there is none. */
  public static final long NONE = Long.MAX_VALUE;

  /** The state of a connection without an outbox. */
  public static final OutboxStatus EMPTY = new OutboxStatus(List.of(), 0, NONE, false, 0, 0);

  /** Returns the state of two outboxes of one connection together. */
  public OutboxStatus plus(OutboxStatus other) {
    List<TopicPattern> all = new ArrayList<>(patterns);
    all.addAll(other.patterns);
    return new OutboxStatus(
        all,
        pending + other.pending,
        Math.min(oldestMicros, other.oldestMicros),
        lagging || other.lagging,
        delivered + other.delivered,
        conflated + other.conflated);
  }
}
