package io.feedhorn.store;

/**
 * The state of a durable feed. Immutable.
 *
 * @param endOffset the offset of the newest update, also if that update is gone
 */
public record StoredFeed(String name, String epoch, long endOffset) implements StoreChange {
  /** Returns this state with another epoch. */
  public StoredFeed withEpoch(String other) {
    return new StoredFeed(name, other, endOffset);
  }
}
