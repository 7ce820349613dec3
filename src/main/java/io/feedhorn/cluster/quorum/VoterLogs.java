package io.feedhorn.cluster.quorum;

import io.feedhorn.cluster.replica.FeedReplica;
import io.feedhorn.cluster.replica.FeedReplicas;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoreWriter;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The votes of this node on all durable feeds. Owned by the writer's event loop. */
public final class VoterLogs {
  private final FeedRegistry feeds;
  private final FeedReplicas replicas;
  private final StoreWriter store;
  private final BooleanSupplier trusted;
  private final Map<String, VoterLog> logs = new HashMap<>();

  /**
   * Creates the votes.
   *
   * @param trusted true while this store decides what the others get
   */
  public VoterLogs(
      FeedRegistry feeds, FeedReplicas replicas, StoreWriter store, BooleanSupplier trusted) {
    this.feeds = feeds;
    this.replicas = replicas;
    this.store = store;
    this.trusted = trusted;
  }

  /** Fills the logs with what the store contained, and makes the store equal to it. */
  public Future<Void> start(QuorumState loaded) {
    loaded.feeds().forEach(this::load);
    Future<Void> cleaned = Future.succeededFuture();
    for (List<StoreChange> changes : loaded.cleanup()) {
      cleaned = cleaned.compose(done -> store.writeForced(changes));
    }
    return cleaned;
  }

  private void load(String feed, QuorumState.LoadedFeed loaded) {
    FeedReplica replica = replicas.get(feed);
    replica.log().load(loaded.log(), loaded.recent());
    logs.put(feed, new VoterLog(replica, store, loaded.replica(), loaded.accepted(), trusted));
  }

  /** Returns the feeds on which this node has voted. */
  public Set<String> feeds() {
    return Set.copyOf(logs.keySet());
  }

  /** Returns the feeds on which the vote of this node does not count. */
  public Set<String> notCounting() {
    Set<String> feeds = new HashSet<>();
    logs.forEach(
        (feed, log) -> {
          if (!log.isWhole()) {
            feeds.add(feed);
          }
        });
    return feeds;
  }

  /** Returns the vote on a feed, or null if the feed is not durable. */
  public @Nullable VoterLog find(String feed) {
    return feeds.options(feed).durable()
        ? logs.computeIfAbsent(
            feed, name -> new VoterLog(replicas.get(name), store, null, null, trusted))
        : null;
  }
}
