package io.feedhorn.app.recover;

import io.feedhorn.publish.StoreLoader;
import io.feedhorn.store.StoreVisitor;
import io.feedhorn.store.StoredFeed;
import io.feedhorn.store.StoredKey;
import io.feedhorn.store.StoredNode;
import io.feedhorn.store.StoredReader;
import io.feedhorn.store.StoredReplica;
import io.feedhorn.store.StoredUpdate;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The content of a store, as far as a recovery needs it. Not thread-safe. */
final class StoreContent implements StoreVisitor {
  private final Map<String, StoredFeed> feeds = new TreeMap<>();
  private final Map<String, StoredReplica> replicas = new TreeMap<>();
  private final Map<String, Long> newestMicros = new TreeMap<>();
  private @Nullable StoredNode node;
  private int damaged;

  @Override
  public void onNode(StoredNode stored) {
    node = stored;
  }

  @Override
  public void onFeed(StoredFeed feed) {
    feeds.put(feed.name(), feed);
  }

  @Override
  public void onReplica(StoredReplica replica) {
    replicas.put(replica.feed(), replica);
  }

  @Override
  public void onUpdate(StoredUpdate update) {
    newestMicros.merge(update.topic().feed(), update.micros(), Math::max);
  }

  @Override
  public void onKey(StoredKey key) {
    // A key belongs to the epoch of its feed, whichever that is.
  }

  @Override
  public void onReader(StoredReader reader) {
    // A reader starts again in a feed with a new epoch.
  }

  @Override
  public void onDamaged(String feed, long offset, String reason) {
    damaged++;
  }

  @Nullable StoredNode node() {
    return node;
  }

  /** Returns all records of feeds, also that of the initial epoch. */
  Map<String, StoredFeed> records() {
    return feeds;
  }

  /** Returns the feeds. */
  Map<String, StoredFeed> feeds() {
    Map<String, StoredFeed> named = new TreeMap<>(feeds);
    named.remove(StoreLoader.NO_FEED);
    return named;
  }

  @Nullable StoredReplica replica(String feed) {
    return replicas.get(feed);
  }

  /** Returns the time of the newest update of a feed in microseconds, or null without updates. */
  @Nullable Long newestMicros(String feed) {
    return newestMicros.get(feed);
  }

  int damaged() {
    return damaged;
  }

  /** Returns true if the store was a node's in a cluster, also if that record is damaged. */
  boolean isOfCluster() {
    return node != null || !replicas.isEmpty();
  }
}
