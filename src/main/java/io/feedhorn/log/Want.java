package io.feedhorn.log;

import io.feedhorn.model.Position;

/**
 * What a reader wants of one topic. Immutable.
 *
 * @param after only updates past this offset
 * @param newestOnly at most the newest of them
 * @param partial if true, what is left of history is wanted also where some of it is gone
 * @param heardAfter the offset past which the reader was given everything already; {@link
 *     Long#MAX_VALUE} where it was given nothing
 * @param exact false where the reader may have been given some of what is not past {@code
 *     heardAfter} as well
 */
public record Want(
    long after, boolean newestOnly, boolean partial, long heardAfter, boolean exact) {
  /** The newest update, whatever its offset. */
  public static final Want SNAPSHOT = new Want(0, true);

  /** Nothing at all. */
  public static final Want NOTHING = new Want(Long.MAX_VALUE, true);

  /** The request of a reader that was given nothing yet. */
  public Want(long after, boolean newestOnly) {
    this(after, newestOnly, false, Long.MAX_VALUE, true);
  }

  /** The request for the updates after a position. */
  public static Want past(Position from, boolean newestOnly) {
    return new Want(from.offset(), newestOnly, from.partial(), Long.MAX_VALUE, true);
  }

  /** All that history holds. */
  public static Want earliest(boolean newestOnly) {
    return new Want(0, newestOnly, true, Long.MAX_VALUE, true);
  }

  /** The same of a topic that the reader was given already, past an offset. */
  public Want heard(long pastOffset, boolean isExact) {
    return new Want(after, newestOnly, partial, pastOffset, isExact);
  }
}
