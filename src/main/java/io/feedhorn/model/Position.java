package io.feedhorn.model;

/**
 * The position of a reader in one feed. Immutable.
 *
 * @param epoch the feed's epoch
 * @param offset the newest offset the reader has seen; 0 before the first
 * @param partial true for a reader that began with {@code earliest} and is not through with history
 *     yet: it takes what is left of history, and misses nothing where some of it is gone
 */
public record Position(String epoch, long offset, boolean partial) {
  /** A position in no log: a reader that comes from there starts over. */
  public static final Position NOWHERE = new Position("0000", 0);

  public Position(String epoch, long offset) {
    this(epoch, offset, false);
  }

  /** The same position of a reader that takes what is left of history. */
  public Position asPartial() {
    return new Position(epoch, offset, true);
  }
}
