package io.feedhorn.model;

/**
 * The position of a reader in one feed. Immutable.
 *
 * @param epoch the feed's epoch
 * @param offset the newest offset that the reader has processed; 0 before the first
 * @param partial true for a reader that started with {@code earliest} and is still reading history:
 *     it gets what is left of history, and updates that are gone do not count as missed
 */
public record Position(String epoch, long offset, boolean partial) {
  /** A position that is in no log: its reader starts over. */
  public static final Position NOWHERE = new Position("0000", 0);

  /**
   * The position of a reader whose log is over, and which then gets all that the history of the new
   * log holds. Its replay is not recovered.
   */
  public static final Position RESTARTED = new Position("0000", 0, true);

  public Position(String epoch, long offset) {
    this(epoch, offset, false);
  }
}
