package io.feedhorn.cluster.quorum;

import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.LogSnapshot;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoredNode;
import io.feedhorn.store.StoredReader;
import io.feedhorn.store.StoredReplica;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of the store of a node in a cluster at the start.
 *
 * @param feeds the durable feeds, by name
 * @param node the identity of the node, or null at its first start
 * @param cleanup changes that make the store equal to this content, one write after the other
 * @param hasFeeds true if the store has any feed, also one that is not durable any more
 * @param updates the number of committed updates
 */
public record QuorumState(
    Map<String, LoadedFeed> feeds,
    List<StoredReader> readers,
    @Nullable StoredNode node,
    List<List<StoreChange>> cleanup,
    boolean hasFeeds,
    long updates) {

  /**
   * One feed.
   *
   * @param log the committed updates
   * @param replica what this node has promised and accepted, or null if nothing
   * @param recent the newest committed updates, for nodes that miss them, or null
   * @param accepted the batch after the committed updates, or null
   */
  public record LoadedFeed(
      LogSnapshot log,
      @Nullable Batch recent,
      @Nullable StoredReplica replica,
      @Nullable Batch accepted) {}
}
