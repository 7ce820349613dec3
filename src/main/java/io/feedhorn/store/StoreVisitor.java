package io.feedhorn.store;

/**
 * Receives the content of a store while it is loaded: all feeds first, then the states of voters,
 * then the updates of each feed in the order of their offsets, then keys and readers. Called on the
 * store's thread.
 */
public interface StoreVisitor {
  void onFeed(StoredFeed feed);

  void onUpdate(StoredUpdate update);

  void onKey(StoredKey key);

  void onReader(StoredReader reader);

  /** Called before everything else if the store belongs to a node of a cluster. */
  void onNode(StoredNode node);

  /** Receives the state of a voter, after the feeds and before the updates. */
  default void onReplica(StoredReplica replica) {}

  /**
   * Called in place of a record that is damaged.
   *
   * @param feed the feed, or the empty string if the record is not of a feed
   * @param offset the offset of the update, or 0 if the record is not an update
   */
  void onDamaged(String feed, long offset, String reason);
}
