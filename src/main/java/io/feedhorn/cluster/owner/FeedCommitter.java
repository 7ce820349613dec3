package io.feedhorn.cluster.owner;

import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.CommittedHead;
import io.feedhorn.model.TraceContext;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes over one feed for its owner, and commits the batches of the owner (port). */
public interface FeedCommitter {
  /** Begins a term. Returns the head of the feed; the replica is at its offset then. */
  Future<CommittedHead> recover();

  /**
   * Commits a batch. Completes with the offsets of the nodes whose replicas got the batch with the
   * commit, and need no push. Fails with a {@link io.feedhorn.cluster.replica.FencedException} if
   * there is a later owner; after any other failure it is unknown whether the batch is committed.
   *
   * @param replicatedOffset the offset up to which the head need not contain batches any more
   * @param traces the trace context of each update, null for none; or empty
   */
  Future<Map<String, Long>> commit(
      Batch batch, long replicatedOffset, List<@Nullable TraceContext> traces);

  /**
   * Returns the offset up to which the head need not contain batches any more.
   *
   * @param tailBytes the size of the batches in the head
   */
  long replicatedOffset(int tailBytes);

  /** Returns true if another node may know before this one that a batch is committed. */
  default boolean isKnownElsewhereFirst() {
    return false;
  }

  /** Returns true if the feed needs an owner also before its first update. */
  default boolean opensBeforeFirstUpdate() {
    return false;
  }

  /**
   * Returns true if any node has updates of the feed, or an owner has begun it. Fails if that is
   * not known.
   */
  default Future<Boolean> hasBegun() {
    return Future.succeededFuture(true);
  }

  /**
   * Returns false if this node has to begin another term. Called several times a second while it is
   * the owner.
   */
  default boolean check() {
    return true;
  }
}
