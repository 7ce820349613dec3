package io.feedhorn.cluster.owner;

import io.feedhorn.cluster.protocol.PublishBatch;
import io.feedhorn.cluster.replica.FeedReplica;
import io.feedhorn.cluster.replica.ReplicaStatus;
import io.feedhorn.log.FeedTopics;
import io.feedhorn.model.Position;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.PublishResult;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ownership of one feed: opens its sequencer while this node is the owner and has a quorum
 * lease, and closes it otherwise. Owned by the writer's event loop.
 */
public final class FeedOwnership {
  private final FeedReplica replica;
  private final FeedCommitter committer;
  private final OwnerServices services;
  private final Sequencer sequencer;
  private int asking;
  private boolean stopped;

  public FeedOwnership(FeedReplica replica, FeedCommitter committer, OwnerServices services) {
    this.replica = replica;
    this.committer = committer;
    this.services = services;
    this.sequencer = new Sequencer(replica, committer, services, this::mayWrite);
  }

  /** Orders publishes of any node. Deletions do not begin a feed. */
  public Future<List<PublishResult>> submit(PublishBatch publishes) {
    return isBegunHere() || !mayWrite() || !isDeletions(publishes)
        ? order(publishes)
        : delete(publishes);
  }

  private boolean isBegunHere() {
    return !sequencer.isClosed() || replica.isBegun() || committer.opensBeforeFirstUpdate();
  }

  private static boolean isDeletions(PublishBatch publishes) {
    return publishes.commands().stream().allMatch(PublishCommand::isDeletion);
  }

  private Future<List<PublishResult>> order(PublishBatch publishes) {
    openIfOwner();
    return sequencer.submit(publishes);
  }

  private Future<List<PublishResult>> delete(PublishBatch deletions) {
    asking++;
    return committer
        .hasBegun()
        .onComplete(
            done -> {
              asking--;
              if (!Boolean.TRUE.equals(done.result())) {
                replica.reject();
              }
            })
        .compose(
            begun ->
                begun || !mayWrite()
                    ? order(deletions)
                    : Future.succeededFuture(notFound(deletions)));
  }

  private static List<PublishResult> notFound(PublishBatch deletions) {
    return deletions.commands().stream()
        .map(command -> new PublishResult(null, FeedTopics.notFound(command.topic())))
        .toList();
  }

  /** Opens or closes the sequencer if the owner changed. Called several times a second. */
  public void check() {
    if (sequencer.isOpen() && !mayWrite()) {
      sequencer.close("the feed has another owner, or the node has no quorum lease");
    }
    if (replica.isBegun() || committer.opensBeforeFirstUpdate()) {
      openIfOwner();
    }
    if (sequencer.isOpen() && !committer.check()) {
      sequencer.close("another node has begun a later term");
    }
  }

  /** Checks the status of another replica while this node is the owner. */
  public void onStatus(ReplicaStatus status) {
    if (replica.isOfThisEpoch(status) && status.offset() > sequencer.maxOffset()) {
      sequencer.close("the replica of another node is ahead");
    }
  }

  private void openIfOwner() {
    if (sequencer.isClosed() && !sequencer.isCommitting() && mayWrite()) {
      sequencer.open();
    }
  }

  private boolean mayWrite() {
    return !stopped && services.lease().getAsBoolean() && isOwner();
  }

  private boolean isOwner() {
    return services.view().isOwner(replica.feed());
  }

  /**
   * Returns the end of the feed, or null if this node does not know it for certain. No reader of
   * any node has got more.
   */
  public @Nullable Position end() {
    boolean isNew = !committer.opensBeforeFirstUpdate() && isOwner() && !replica.isBegun();
    return sequencer.isOpen() || isNew
        ? new Position(replica.log().epoch(), sequencer.maxOffset())
        : null;
  }

  public boolean isIdle() {
    return !sequencer.isCommitting();
  }

  /** Returns true if nothing is being ordered, nor will be without another publish. */
  public boolean isUnused() {
    return isIdle() && sequencer.isClosed() && asking == 0;
  }

  /** Closes the sequencer for good: the node is stopping. */
  public void stop() {
    stopped = true;
    sequencer.close("the node is stopping");
  }
}
