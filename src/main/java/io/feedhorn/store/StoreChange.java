package io.feedhorn.store;

import io.feedhorn.model.Topic;

/** One change of the store: a record to be written, or the removal of one. Immutable. */
public sealed interface StoreChange
    permits StoredFeed,
        StoredUpdate,
        StoredKey,
        StoredReader,
        StoredReplica,
        StoredNode,
        StoreChange.RemoveFeed,
        StoreChange.RemoveUpdate,
        StoreChange.RemoveAfter,
        StoreChange.RemoveKey,
        StoreChange.RemoveReader {

  /** Removes a feed with all its updates and idempotency keys. */
  record RemoveFeed(String feed) implements StoreChange {}

  /** Removes an update that retention has dropped. */
  record RemoveUpdate(String feed, long offset) implements StoreChange {}

  /**
   * Removes the updates of a feed after an offset, which were never committed. A write with this
   * change contains no update of the feed after that offset.
   */
  record RemoveAfter(String feed, long offset) implements StoreChange {}

  /** Removes an idempotency key that has expired. */
  record RemoveKey(Topic topic, String key) implements StoreChange {}

  /** Removes a reader. */
  record RemoveReader(String name) implements StoreChange {}
}
