package io.feedhorn.log;

/**
 * What a reader wants of one topic. Immutable.
 *
 * @param after only updates past this offset
 * @param newestOnly at most the newest of them
 */
public record Want(long after, boolean newestOnly) {
  /** The newest update, whatever its offset. */
  public static final Want SNAPSHOT = new Want(0, true);

  /** Nothing at all. */
  public static final Want NOTHING = new Want(Long.MAX_VALUE, true);
}
