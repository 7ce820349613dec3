package io.feedhorn.cluster.owner;

import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.CommittedHead;
import io.vertx.core.Future;

/** Takes over one feed for its owner, and commits the batches of the owner (port). */
public interface FeedCommitter {
  /** Begins a term. Returns the head of the feed; the replica is at its offset then. */
  Future<CommittedHead> recover();

  /**
   * Commits a batch. Fails with a {@link io.feedhorn.cluster.replica.FencedException} if there is a
   * later owner; after any other failure it is unknown whether the batch is committed.
   *
   * @param replicatedOffset the offset up to which the head need not contain batches any more
   */
  Future<Void> commit(Batch batch, long replicatedOffset);

  /**
   * Returns the offset up to which the head need not contain batches any more.
   *
   * @param tailBytes the size of the batches in the head
   */
  long replicatedOffset(int tailBytes);

  /** Returns true if the feed needs an owner also before its first update. */
  default boolean opensBeforeFirstUpdate() {
    return false;
  }

  /**
   * Returns false if this node has to begin another term. Called several times a second while it is
   * the owner.
   */
  default boolean check() {
    return true;
  }
}
