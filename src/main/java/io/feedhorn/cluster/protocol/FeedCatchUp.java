package io.feedhorn.cluster.protocol;

import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.FeedReplica;
import io.feedhorn.cluster.replica.ReplicaLog;
import io.feedhorn.cluster.replica.ReplicaStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the replica of one feed up to date: applies pushed batches, and fetches missing updates
 * from another node, one fetch at a time. Owned by the writer's event loop.
 */
public final class FeedCatchUp {
  private static final long GRACE_MILLIS = 100;

  private final FeedReplica replica;
  private final LogFetcher fetcher;
  private final ClusterView view;
  private final Vertx vertx;
  private @Nullable Future<Void> running;

  public FeedCatchUp(FeedReplica replica, LogFetcher fetcher, ClusterView view, Vertx vertx) {
    this.replica = replica;
    this.fetcher = fetcher;
    this.view = view;
    this.vertx = vertx;
  }

  /** Applies a batch that another node pushed. */
  public void onBatch(Batch batch, String from) {
    switch (replica.log().apply(batch)) {
      case APPLIED -> replica.runApplied();
      case EARLY, NEWER_EPOCH -> fetchIfOther(from);
      case OLD -> {}
    }
  }

  /** Compares this replica with that of the feed's owner. Called while this node is not owner. */
  public void onStatus(String node, ReplicaStatus status) {
    ReplicaLog log = replica.log();
    if (!status.owned()) {
      return;
    }
    if (!replica.isOfThisEpoch(status)) {
      if (status.term() > log.term()) {
        fetchIfOther(node);
      }
      return;
    }
    log.observeTerm(status.term());
    if (status.offset() > log.offset()) {
      // The batches are usually on their way.
      vertx.setTimer(
          GRACE_MILLIS,
          timer -> {
            if (log.offset() < status.offset()) {
              fetchIfOther(node);
            }
          });
    }
  }

  /** Fetches from the owner if updates are missing. Called several times a second. */
  public void check() {
    if (replica.isMissingUpdates()) {
      fetchIfOther(view.owner(replica.feed()));
    }
  }

  private void fetchIfOther(@Nullable String node) {
    if (node != null && !node.equals(view.self())) {
      fetch(node);
    }
  }

  /** Fetches from a node, unless a fetch is running: then returns the running one. */
  public Future<Void> fetch(String node) {
    Future<Void> current = running;
    if (current != null && !current.isComplete()) {
      return current;
    }
    Future<Void> fetch =
        fetcher.fetch(node, replica.feed(), replica.log()).onComplete(done -> replica.runApplied());
    running = fetch;
    return fetch;
  }

  /** Returns true if no fetch is running. */
  public boolean isIdle() {
    Future<Void> current = running;
    return current == null || current.isComplete();
  }

  /** Fetches from a node after the running fetch has ended. */
  public Future<Void> fetchAfterCurrent(String node) {
    Future<Void> current = running;
    return current == null || current.isComplete()
        ? fetch(node)
        : current.transform(done -> fetchAfterCurrent(node));
  }
}
