package io.feedhorn.log;

import io.feedhorn.model.Position;

/**
 * What a reader wants of one topic. Immutable.
 *
 * @param after only updates past this offset
 * @param latestOnly at most the newest of them
 * @param partial if true, what is left of history is wanted also where some of it is gone
 * @param deliveredAfter the offset past which the reader was given everything already; {@link
 *     Long#MAX_VALUE} where it was given nothing
 * @param exact false where the reader may have been given some of what is not past {@code
 *     heardAfter} as well
 */
public record ReplayRequest(
    long after, boolean latestOnly, boolean partial, long deliveredAfter, boolean exact) {
  /** The newest update, whatever its offset. */
  public static final ReplayRequest SNAPSHOT = new ReplayRequest(0, true);

  /** Nothing at all. */
  public static final ReplayRequest NONE = new ReplayRequest(Long.MAX_VALUE, true);

  /** The request of a reader that was given nothing yet. */
  public ReplayRequest(long after, boolean latestOnly) {
    this(after, latestOnly, false, Long.MAX_VALUE, true);
  }

  /** The request for the updates after a position. */
  public static ReplayRequest afterPosition(Position from, boolean newestOnly) {
    return new ReplayRequest(from.offset(), newestOnly, from.partial(), Long.MAX_VALUE, true);
  }

  /** All that history holds. */
  public static ReplayRequest earliest(boolean newestOnly) {
    return new ReplayRequest(0, newestOnly, true, Long.MAX_VALUE, true);
  }

  /** The same of a topic that the reader was given already, past an offset. */
  public ReplayRequest withDelivered(long pastOffset, boolean isExact) {
    return new ReplayRequest(after, latestOnly, partial, pastOffset, isExact);
  }
}
