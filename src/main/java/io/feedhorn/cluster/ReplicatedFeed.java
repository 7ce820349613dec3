package io.feedhorn.cluster;

import io.feedhorn.cluster.owner.FeedOwnership;
import io.feedhorn.cluster.owner.ForwardRoute;
import io.feedhorn.cluster.owner.GridCommitter;
import io.feedhorn.cluster.owner.PublishForwarder;
import io.feedhorn.cluster.protocol.FeedCatchUp;
import io.feedhorn.cluster.protocol.PublishBatch;
import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.FeedReplica;
import io.feedhorn.cluster.replica.ReplicaStatus;
import io.feedhorn.model.Position;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.PublishResult;
import io.feedhorn.publish.Receipt;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of one feed on this node: its replica, the catch-up of the replica, the ownership, and
 * the forwarder of this node's publishes. Passes events to them; none of them knows it. Owned by
 * the writer's event loop.
 */
final class ReplicatedFeed {
  private final FeedReplica replica;
  private final FeedCatchUp catchUp;
  private final FeedOwnership ownership;
  private final PublishForwarder forwarder;

  /**
   * Creates the parts.
   *
   * @param source the number of this node's forwarders
   */
  ReplicatedFeed(FeedReplica replica, long source, ReplicationServices services) {
    this.replica = replica;
    this.catchUp =
        new FeedCatchUp(replica, services.logFetcher(), services.grid(), services.vertx());
    this.ownership =
        new FeedOwnership(
            replica, new GridCommitter(replica, catchUp, services.owner()), services.owner());
    this.forwarder =
        new PublishForwarder(
            replica.feed(),
            source,
            new ForwardRoute(
                replica, ownership, services.grid(), services.messaging(), services.vertx()),
            System::nanoTime);
  }

  String feed() {
    return replica.feed();
  }

  /** Publishes an update of a client of this node. */
  Future<Receipt> publish(PublishCommand command) {
    return forwarder.publish(command);
  }

  /** Orders publishes that a node has forwarded. */
  Future<List<PublishResult>> order(PublishBatch publishes) {
    return ownership.submit(publishes);
  }

  void onBatch(Batch batch, String from) {
    catchUp.onBatch(batch, from);
  }

  void onStatus(String node, ReplicaStatus status) {
    replica.onPeerStatus(node, status);
    if (replica.isOwned()) {
      ownership.onStatus(status);
    } else {
      catchUp.onStatus(node, status);
    }
  }

  Future<Void> fetch(String node) {
    return catchUp.fetch(node);
  }

  /** Checks everything that waits. Called several times a second. */
  void check() {
    ownership.check();
    forwarder.check();
    catchUp.check();
    replica.runExpired();
  }

  boolean isOwned() {
    return replica.isOwned();
  }

  /** Returns the end of the feed, or null if this node does not know it for certain. */
  @Nullable Position end() {
    return ownership.end();
  }

  /** Records that the cluster has no place for the feed. */
  void reject() {
    replica.reject();
  }

  /** Returns true if the cluster had no place for the feed, and nothing is left to do for it. */
  boolean isRemovable() {
    return replica.isRejected() && isIdle() && !replica.isBegun();
  }

  boolean isIdle() {
    return forwarder.isIdle() && ownership.isIdle();
  }

  /** Gives up the ownership: the node is stopping. */
  void stopOwning() {
    ownership.stop();
  }
}
