package io.feedhorn.store;

import java.util.ArrayList;
import java.util.List;

/** The content of a store, as a visitor received it. */
public final class LoadedStore implements StoreVisitor {
  public final List<StoredFeed> feeds = new ArrayList<>();
  public final List<StoredUpdate> updates = new ArrayList<>();
  public final List<StoredKey> keys = new ArrayList<>();
  public final List<StoredReader> readers = new ArrayList<>();
  public final List<StoredReplica> replicas = new ArrayList<>();
  public final List<StoredNode> nodes = new ArrayList<>();
  public final List<String> damaged = new ArrayList<>();

  public static LoadedStore of(DurableStore store) throws StoreException {
    LoadedStore loaded = new LoadedStore();
    store.load(loaded);
    return loaded;
  }

  @Override
  public void onFeed(StoredFeed feed) {
    feeds.add(feed);
  }

  @Override
  public void onUpdate(StoredUpdate update) {
    updates.add(update);
  }

  @Override
  public void onKey(StoredKey key) {
    keys.add(key);
  }

  @Override
  public void onReader(StoredReader reader) {
    readers.add(reader);
  }

  @Override
  public void onReplica(StoredReplica replica) {
    replicas.add(replica);
  }

  @Override
  public void onNode(StoredNode node) {
    nodes.add(node);
  }

  @Override
  public void onDamaged(String feed, long offset, String reason) {
    damaged.add(feed + " " + offset + " " + reason);
  }

  /** Returns the offsets of a feed's updates, in the order in which they were handed out. */
  public List<Long> offsets(String feed) {
    return updates.stream()
        .filter(update -> update.topic().feed().equals(feed))
        .map(StoredUpdate::offset)
        .toList();
  }
}
