package io.feedhorn.cluster.owner;

import io.feedhorn.cluster.protocol.FeedCatchUp;
import io.feedhorn.cluster.protocol.NodeMessaging;
import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.CommitBatch;
import io.feedhorn.cluster.replica.CommittedHead;
import io.feedhorn.cluster.replica.FeedReplica;
import io.feedhorn.cluster.replica.FeedReplicas;
import io.feedhorn.model.TraceContext;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Commits the batches of a feed in memory to the nodes that store its head in the data grid. Owned
 * by the writer's event loop.
 */
public final class GridCommitter implements FeedCommitter {
  private final FeedReplica replica;
  private final OwnerRecovery recovery;
  private final OwnerServices services;
  private final HolderCommit commit;

  public GridCommitter(
      FeedReplica replica, FeedCatchUp catchUp, OwnerServices services, NodeMessaging messaging) {
    this.replica = replica;
    this.recovery = new OwnerRecovery(replica, catchUp, services);
    this.services = services;
    this.commit = new HolderCommit(replica.feed(), services.store(), messaging, System::nanoTime);
  }

  /**
   * Starts to store the batches of other nodes in the heads of this node.
   *
   * @param listener receives a batch that is committed, and the name of its sender
   */
  public static void start(
      NodeMessaging messaging,
      ReplicationStore store,
      FeedReplicas replicas,
      BiConsumer<Batch, String> listener) {
    HolderCommit.start(messaging, store, replicas, listener);
  }

  @Override
  public Future<CommittedHead> recover() {
    return recovery.recover();
  }

  @Override
  public Future<Map<String, Long>> commit(
      Batch batch, long replicatedOffset, List<@Nullable TraceContext> traces) {
    return commit.commit(new CommitBatch(batch, replicatedOffset), traces);
  }

  @Override
  public Future<Boolean> hasBegun() {
    return recovery.hasBegun();
  }

  @Override
  public boolean isKnownElsewhereFirst() {
    return true;
  }

  @Override
  public long replicatedOffset(int tailBytes) {
    return replica.replicatedOffset(services.view().others(), services.copies(), tailBytes);
  }
}
