package io.feedhorn.cluster.replica;

import io.feedhorn.log.FeedRegistry;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The replicas of a node by feed. Not thread-safe: owned by the writer's event loop. */
public final class FeedReplicas {
  private final FeedRegistry feeds;
  private final ReplicaLog.Listener listener;
  private final Map<String, FeedReplica> replicas = new HashMap<>();

  /**
   * Creates an empty table.
   *
   * @param listener receives the changes of all replicas
   */
  public FeedReplicas(FeedRegistry feeds, ReplicaLog.Listener listener) {
    this.feeds = feeds;
    this.listener = listener;
  }

  /** Returns the replica of a feed, which is created if there is none. */
  public FeedReplica get(String feed) {
    return replicas.computeIfAbsent(feed, name -> new FeedReplica(name, feeds, listener));
  }

  /** Returns the replica of a feed, or null if there is none. */
  public @Nullable FeedReplica find(String feed) {
    return replicas.get(feed);
  }

  public void remove(String feed) {
    replicas.remove(feed);
  }

  /** Forgets what nodes reported that are not members any more. */
  public void retain(Collection<String> members) {
    replicas.values().forEach(replica -> replica.retain(members));
  }

  /** Returns a view of all replicas. */
  public Collection<FeedReplica> all() {
    return Collections.unmodifiableCollection(replicas.values());
  }
}
