package io.feedhorn.model;

/**
 * How far a reader is in one feed.
 *
 * @param epoch the feed's epoch
 * @param offset the newest offset the reader has seen; 0 before the first
 */
public record Position(String epoch, long offset) {
  /** A position in no log: a reader that comes from there starts over. */
  public static final Position NOWHERE = new Position("0000", 0);
}
