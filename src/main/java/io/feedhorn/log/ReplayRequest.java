package io.feedhorn.log;

import io.feedhorn.model.Position;

/**
 * The updates of one topic that a reader wants from history. Immutable.
 *
 * @param after only updates after this offset
 * @param latestOnly if true, at most the newest of them
 * @param partial if true, the updates that are left, also if others are gone
 * @param deliveredAfter the offset after which the reader got all updates already; {@link
 *     Long#MAX_VALUE} if it got none
 * @param exact false if the reader may have got some of the updates up to {@code deliveredAfter},
 *     too
 */
public record ReplayRequest(
    long after, boolean latestOnly, boolean partial, long deliveredAfter, boolean exact) {
  /** The newest update of the topic. */
  public static final ReplayRequest SNAPSHOT = new ReplayRequest(0, true);

  /** No update. */
  public static final ReplayRequest NONE = new ReplayRequest(Long.MAX_VALUE, true);

  /** Creates the request of a reader that got nothing yet. */
  public ReplayRequest(long after, boolean latestOnly) {
    this(after, latestOnly, false, Long.MAX_VALUE, true);
  }

  /** Returns the request for the updates after a position. */
  public static ReplayRequest afterPosition(Position from, boolean latestOnly) {
    return new ReplayRequest(from.offset(), latestOnly, from.partial(), Long.MAX_VALUE, true);
  }

  /** Returns the request for all of history. */
  public static ReplayRequest earliest(boolean latestOnly) {
    return new ReplayRequest(0, latestOnly, true, Long.MAX_VALUE, true);
  }

  /** Returns true for the newest update of a topic, unless the topic is deleted. */
  boolean isSnapshot() {
    return after == 0 && latestOnly && !partial;
  }

  /** Returns this request for a topic of which the reader got the updates after an offset. */
  public ReplayRequest withDelivered(long afterOffset, boolean isExact) {
    return new ReplayRequest(after, latestOnly, partial, afterOffset, isExact);
  }
}
