package io.feedhorn.cluster.owner;

import io.feedhorn.cluster.protocol.FeedCatchUp;
import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.CommitBatch;
import io.feedhorn.cluster.replica.CommittedHead;
import io.feedhorn.cluster.replica.FeedReplica;
import io.vertx.core.Future;

/** Commits the batches of a feed in memory to the data grid. Owned by the writer's event loop. */
public final class GridCommitter implements FeedCommitter {
  private final FeedReplica replica;
  private final OwnerRecovery recovery;
  private final OwnerServices services;

  public GridCommitter(FeedReplica replica, FeedCatchUp catchUp, OwnerServices services) {
    this.replica = replica;
    this.recovery = new OwnerRecovery(replica, catchUp, services);
    this.services = services;
  }

  @Override
  public Future<CommittedHead> recover() {
    return recovery.recover();
  }

  @Override
  public Future<Void> commit(Batch batch, long replicatedOffset) {
    return services.store().commit(replica.feed(), new CommitBatch(batch, replicatedOffset));
  }

  @Override
  public long replicatedOffset(int tailBytes) {
    return replica.replicatedOffset(services.view().others(), services.copies(), tailBytes);
  }
}
