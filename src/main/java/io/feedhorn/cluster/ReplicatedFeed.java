package io.feedhorn.cluster;

import io.feedhorn.cluster.owner.FeedCommitter;
import io.feedhorn.cluster.owner.FeedOwnership;
import io.feedhorn.cluster.owner.ForwardRoute;
import io.feedhorn.cluster.owner.GridCommitter;
import io.feedhorn.cluster.owner.OwnerServices;
import io.feedhorn.cluster.owner.PublishForwarder;
import io.feedhorn.cluster.protocol.ClusterView;
import io.feedhorn.cluster.protocol.FeedCatchUp;
import io.feedhorn.cluster.protocol.PublishBatch;
import io.feedhorn.cluster.quorum.NodeVoterPeers;
import io.feedhorn.cluster.quorum.QuorumOwner;
import io.feedhorn.cluster.quorum.VoterLog;
import io.feedhorn.cluster.quorum.VoterLogs;
import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.FeedReplica;
import io.feedhorn.cluster.replica.ReplicaLog;
import io.feedhorn.cluster.replica.ReplicaStatus;
import io.feedhorn.model.Position;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.PublishResult;
import io.feedhorn.publish.Receipt;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of one feed on this node: its replica, the catch-up of the replica, the ownership, and
 * the forwarder of this node's publishes. Passes events to them; none of them knows it. Owned by
 * the writer's event loop.
 */
final class ReplicatedFeed {
  private final FeedReplica replica;
  private final @Nullable VoterLog vote;
  private final FeedCatchUp catchUp;
  private final FeedOwnership ownership;
  private final PublishForwarder forwarder;

  /**
   * Creates the parts.
   *
   * @param source the number of the forwarder, which no other one has, also of the same feed
   */
  ReplicatedFeed(FeedReplica replica, long source, ReplicationServices services) {
    DurableServices durable = services.durable();
    boolean isDurable = durable.view().isDurable(replica.feed());
    VoterLogs votes = durable.votes();
    ClusterView view = isDurable ? durable.view() : services.grid();
    OwnerServices owner = isDurable ? durable.owner() : services.owner();
    this.replica = replica;
    this.vote = votes == null ? null : votes.find(replica.feed());
    this.catchUp = new FeedCatchUp(replica, services.logFetcher(), view, services.vertx());
    this.ownership = new FeedOwnership(replica, committer(owner, services), owner);
    this.forwarder =
        new PublishForwarder(
            replica.feed(),
            source,
            new ForwardRoute(replica, ownership, view, services.messaging(), services.vertx()),
            System::nanoTime);
  }

  private FeedCommitter committer(OwnerServices owner, ReplicationServices services) {
    VoterLog own = vote;
    return own == null
        ? new GridCommitter(replica, catchUp, owner, services.messaging())
        : new QuorumOwner(
            replica,
            new NodeVoterPeers(
                own,
                catchUp,
                services.durable().view(),
                services.messaging(),
                services.replicator(),
                services.vertx()),
            owner.feeds().clock()::micros,
            System::nanoTime,
            new SecureRandom());
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
    if (accepts(batch.epoch())) {
      catchUp.onBatch(vote == null ? batch : vote.complete(batch), from);
    }
  }

  /**
   * Returns true if this node can take over updates of an epoch: a durable feed keeps its epoch, so
   * another one is that of a node that does not belong here.
   */
  boolean accepts(String epoch) {
    VoterLog own = vote;
    ReplicaLog log = replica.log();
    return own == null || !own.isWhole() || log.offset() == 0 || log.epoch().equals(epoch);
  }

  void onStatus(String node, ReplicaStatus status) {
    replica.onPeerStatus(node, status);
    if (replica.isOwned()) {
      ownership.onStatus(status);
    } else if (accepts(status.epoch())) {
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
    if (vote != null) {
      vote.check(System.nanoTime());
    }
  }

  boolean isOwned() {
    return replica.isOwned();
  }

  /** Returns the end of the feed, or null if this node does not know it for certain. */
  @Nullable Position end() {
    return ownership.end();
  }

  /** Records that a publish of this node did not begin the feed. */
  void reject() {
    replica.reject();
  }

  /** Returns true if a publish did not begin the feed, and nothing is left to do for it. */
  boolean isRemovable() {
    return replica.isRejected() && !replica.isBegun() && vote == null && isUnused();
  }

  private boolean isUnused() {
    return forwarder.isIdle() && replica.isIdle() && ownership.isUnused() && catchUp.isIdle();
  }

  /** Returns true while a commit of this node is running, also if it is not the owner any more. */
  boolean isCommitting() {
    return !ownership.isIdle();
  }

  boolean isIdle() {
    return forwarder.isIdle() && ownership.isIdle();
  }

  /** Gives up the ownership: the node is stopping. */
  void stopOwning() {
    ownership.stop();
  }
}
