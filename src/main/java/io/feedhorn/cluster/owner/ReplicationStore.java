package io.feedhorn.cluster.owner;

import io.feedhorn.cluster.replica.CommitBatch;
import io.feedhorn.cluster.replica.CommittedHead;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * The committed heads of all feeds, each stored on {@code cluster.copies} nodes (port). All
 * operations on one feed are linearizable while a majority is in reach, and fail otherwise. Futures
 * complete on the caller's context.
 */
public interface ReplicationStore {
  /** Returns the head of a feed, or null if there is none. */
  Future<@Nullable CommittedHead> read(String feed);

  /** Stores the first head of a feed. Returns false if there is one already. */
  Future<Boolean> createHead(String feed, CommittedHead head);

  /** Replaces a head on every node that stores it. Returns false if another one was stored. */
  Future<Boolean> replace(String feed, CommittedHead expected, CommittedHead head);

  /**
   * Appends a batch. Succeeds if {@code cluster.copies} nodes have stored it, or all nodes if there
   * are fewer. Fails with a {@link io.feedhorn.cluster.replica.FencedException} if there is a later
   * owner; after any other failure it is unknown whether the batch is stored.
   */
  Future<Void> commit(String feed, CommitBatch commit);

  /**
   * Returns the nodes that store the head of a feed, or null while they are changing, or if this
   * node is not the owner of the feed, or cannot write.
   */
  @Nullable HeadHolders holders(String feed);

  /**
   * Appends a batch to this node's copy of the head, and to no other one. Returns false if this
   * node does not store the head under the assignment, or takes another node for the owner. If that
   * changes during the append, it returns false, too, and the copy may have the batch.
   *
   * @param assignment the number of the assignment, from {@link HeadHolders}
   * @param owner the node that commits the batch
   * @throws io.feedhorn.cluster.replica.FencedException if the batch does not follow the head
   */
  boolean append(String feed, CommitBatch commit, int assignment, String owner);

  /**
   * Reserves one of the places that all nodes share for feeds that are not configured. Places are
   * never released, as feeds do not end. Returns false if all are taken by other feeds.
   *
   * @param reserved the approximate number of taken places
   */
  Future<Boolean> reservePlace(String feed, int reserved, int places);
}
