package io.feedhorn.cluster.quorum;

import io.feedhorn.log.FeedRegistry;
import io.feedhorn.publish.LoadingWarnings;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoreVisitor;
import io.feedhorn.store.StoredFeed;
import io.feedhorn.store.StoredKey;
import io.feedhorn.store.StoredNode;
import io.feedhorn.store.StoredReader;
import io.feedhorn.store.StoredReplica;
import io.feedhorn.store.StoredUpdate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds the content of a store for a node in a cluster. Not thread-safe: used by the store's
 * thread, before the writer starts.
 */
public final class QuorumLoader implements StoreVisitor {
  private final FeedRegistry feeds;
  private final String reserved;
  private final Map<String, LoadingReplica> loading = new LinkedHashMap<>();
  private final LoadingWarnings warnings = new LoadingWarnings();
  private final List<StoredReader> readers = new ArrayList<>();
  private @Nullable StoredNode node;

  /**
   * Creates a loader.
   *
   * @param reserved the name of a record that is not of a feed
   */
  public QuorumLoader(FeedRegistry feeds, String reserved) {
    this.feeds = feeds;
    this.reserved = reserved;
  }

  @Override
  public void onNode(StoredNode stored) {
    node = stored;
  }

  @Override
  public void onFeed(StoredFeed feed) {
    if (!feed.name().equals(reserved) && isDurable(feed.name())) {
      get(feed.name()).set(feed);
    }
  }

  private boolean isDurable(String feed) {
    boolean durable = feeds.options(feed).durable();
    if (!durable) {
      warnings.notDurable(feed);
    }
    return durable;
  }

  private LoadingReplica get(String feed) {
    return loading.computeIfAbsent(feed, name -> new LoadingReplica(feeds, name));
  }

  @Override
  public void onReplica(StoredReplica replica) {
    if (isDurable(replica.feed())) {
      get(replica.feed()).set(replica);
    }
  }

  @Override
  public void onUpdate(StoredUpdate update) {
    if (isDurable(update.topic().feed())) {
      get(update.topic().feed()).add(update);
    }
  }

  @Override
  public void onKey(StoredKey key) {
    if (isDurable(key.topic().feed())) {
      get(key.topic().feed()).add(key);
    }
  }

  @Override
  public void onReader(StoredReader reader) {
    readers.add(reader);
  }

  @Override
  public void onDamaged(String feed, long offset, String reason) {
    warnings.damaged(feed, offset, reason);
    if (!feed.isEmpty() && !feed.equals(reserved) && isDurable(feed)) {
      get(feed).damaged(offset);
    }
  }

  /** Returns what was loaded. Call it once, after everything was visited. */
  public QuorumState finish() {
    warnings.finish();
    StoredNode own = node;
    boolean trusted = own != null && own.trusted();
    Map<String, QuorumState.LoadedFeed> loaded = new LinkedHashMap<>();
    List<List<StoreChange>> cleanup = new ArrayList<>();
    long updates = 0;
    for (Map.Entry<String, LoadingReplica> each : loading.entrySet()) {
      LoadingReplica feed = each.getValue();
      loaded.put(each.getKey(), feed.finish(trusted));
      cleanup.addAll(feed.cleanup());
      updates += feed.updates();
    }
    boolean hasFeeds = !loading.isEmpty() || warnings.hasNotDurable();
    return new QuorumState(loaded, readers, own, cleanup, hasFeeds, updates);
  }
}
