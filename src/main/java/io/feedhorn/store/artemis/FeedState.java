package io.feedhorn.store.artemis;

import io.feedhorn.store.StoredFeed;

/**
 * The state of a feed in the store. Two generations of its record are kept, in case one is damaged.
 */
final class FeedState {
  private static final int OFFSET_BITS = 40;
  private static final long MAX_OFFSET = (1L << OFFSET_BITS) - 1;

  private final int number;
  private final String name;
  private String epoch;
  private long endOffset;
  private final OffsetSet offsets = new OffsetSet();
  private long recordId;
  private long previousRecordId;

  FeedState(int number, String name, String epoch, long endOffset) {
    this.number = number;
    this.name = name;
    this.epoch = epoch;
    this.endOffset = endOffset;
  }

  /** Returns the number that is part of the ids of the feed's updates. */
  int number() {
    return number;
  }

  String name() {
    return name;
  }

  String epoch() {
    return epoch;
  }

  long endOffset() {
    return endOffset;
  }

  OffsetSet offsets() {
    return offsets;
  }

  void update(StoredFeed feed) {
    epoch = feed.epoch();
    endOffset = feed.endOffset();
  }

  void advanceTo(long offset) {
    endOffset = Math.max(endOffset, offset);
  }

  void endAt(long offset) {
    endOffset = Math.min(endOffset, offset);
  }

  StoredFeed stored() {
    return new StoredFeed(name, epoch, endOffset);
  }

  /** Returns the id of the journal record of an update. */
  long updateId(long offset) {
    if (offset < 1 || offset > MAX_OFFSET) {
      throw new IllegalArgumentException(
          "The offset %d of feed '%s' is not between 1 and %d."
              .formatted(offset, name, MAX_OFFSET));
    }
    return ((long) number << OFFSET_BITS) | offset;
  }

  static int numberOf(long updateId) {
    return (int) (updateId >>> OFFSET_BITS);
  }

  static long offsetOf(long updateId) {
    return updateId & MAX_OFFSET;
  }

  /**
   * Sets the id of the newest record of this state, and returns the id that it makes obsolete, or
   * 0.
   */
  long replaceRecord(long id) {
    long obsolete = previousRecordId;
    previousRecordId = recordId;
    recordId = id;
    return obsolete;
  }

  long recordId() {
    return recordId;
  }

  long previousRecordId() {
    return previousRecordId;
  }
}
