package io.feedhorn.cluster.owner;

import io.feedhorn.cluster.protocol.FeedCatchUp;
import io.feedhorn.cluster.protocol.RetryableException;
import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.CommittedHead;
import io.feedhorn.cluster.replica.FeedReplica;
import io.feedhorn.cluster.replica.ReplicaLog;
import io.feedhorn.cluster.replica.ReplicaStatus;
import io.feedhorn.log.FeedRegistry;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recovers a feed after its ownership moved to this node: fences earlier terms, asks the other
 * nodes how far their replicas are, then catches the replica up to the committed head, or advances
 * a stale head to the replicas. Begins a new epoch only if acknowledged updates are gone. Owned by
 * the writer's event loop.
 */
final class OwnerRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(OwnerRecovery.class);
  private static final int MAX_TAIL_BYTES = 16 * 1024 * 1024;

  private final String feed;
  private final FeedReplica replica;
  private final ReplicaLog log;
  private final FeedCatchUp catchUp;
  private final OwnerServices services;

  OwnerRecovery(FeedReplica replica, FeedCatchUp catchUp, OwnerServices services) {
    this.feed = replica.feed();
    this.replica = replica;
    this.log = replica.log();
    this.catchUp = catchUp;
    this.services = services;
  }

  /** Returns the head with this owner's term. The replica is at its offset. */
  Future<CommittedHead> recover() {
    return services
        .store()
        .read(feed)
        .compose(head -> head == null ? createHead() : fenceAndAdopt(head));
  }

  /** Creates a head, because the feed is new, or all nodes that stored its head are gone. */
  private Future<CommittedHead> createHead() {
    return hasUpdatesAnywhere()
        .compose(
            known -> {
              if (known) {
                LOG.warn(
                    "All copies of the committed head of feed {} are gone; starting a new epoch with"
                        + " the updates of the replicas",
                    feed);
                return catchUpFromPeers(() -> false).compose(complete -> startNewEpoch(null));
              }
              CommittedHead head =
                  CommittedHead.empty(services.feeds().initialEpoch(), nextTerm(0));
              return reservePlace()
                  .compose(reserved -> services.store().createHead(feed, head))
                  .compose(created -> adopt(created, head));
            });
  }

  /** Returns true if the feed has a head, or any node has updates of it. */
  Future<Boolean> hasBegun() {
    return services
        .store()
        .read(feed)
        .compose(head -> head == null ? hasUpdatesAnywhere() : Future.succeededFuture(true));
  }

  private Future<Boolean> hasUpdatesAnywhere() {
    return replica.hasUpdates()
        ? Future.succeededFuture(true)
        : services.statuses().hasUpdatesElsewhere(feed);
  }

  /** Reserves a place for a new feed. Several owners may begin feeds at the same time. */
  private Future<Void> reservePlace() {
    FeedRegistry feeds = services.feeds();
    if (feeds.isConfigured(feed)) {
      return Future.succeededFuture();
    }
    int places = feeds.feedQuota();
    int reserved = (int) feeds.names().stream().filter(name -> !feeds.isConfigured(name)).count();
    return services
        .store()
        .reservePlace(feed, reserved, places)
        .compose(
            done ->
                done
                    ? Future.succeededFuture()
                    : Future.failedFuture(feeds.feedLimitReached(feed)));
  }

  /**
   * Fences the former owner first: nothing that it commits can come after the statuses of the
   * replicas.
   */
  private Future<CommittedHead> fenceAndAdopt(CommittedHead current) {
    CommittedHead head = current.withTerm(nextTerm(current.term()));
    return replace(current, head)
        .compose(fenced -> services.statuses().statusesOf(feed))
        .compose(
            statuses ->
                isStale(current, statuses.values())
                    ? advanceHead(head, statuses.values())
                    : catchUp(head));
  }

  /**
   * Returns true if the replicas know of a later owner, or have more than the head. Replicas
   * contain only committed updates, so the head went back: when a node that was suspended or
   * partitioned returns, the grid may take over its copy, whose newest batch may not be committed.
   */
  private boolean isStale(CommittedHead head, Collection<ReplicaStatus> statuses) {
    return Stream.concat(Stream.of(replica.status()), statuses.stream())
        .filter(status -> status.epoch().equals(head.epoch()))
        .anyMatch(status -> status.term() > head.term() || status.offset() > head.offset());
  }

  /** Replaces a stale head by one that is at the end of the replicas. */
  private Future<CommittedHead> advanceHead(
      CommittedHead stale, Collection<ReplicaStatus> statuses) {
    List<ReplicaStatus> known =
        statuses.stream().filter(status -> status.epoch().equals(stale.epoch())).toList();
    long end = known.stream().mapToLong(ReplicaStatus::offset).max().orElse(0);
    return catchUpFromPeers(() -> log.epoch().equals(stale.epoch()) && log.offset() >= end)
        .compose(
            complete -> {
              if (!complete || !continuesFrom(stale)) {
                LOG.warn(
                    "Data loss: updates of feed {} after offset {} are gone; starting a new epoch",
                    feed,
                    stale.offset());
                return startNewEpoch(stale);
              }
              LOG.info(
                  "Feed {} continues after offset {} of the replicas; the committed head was {}",
                  feed,
                  log.offset(),
                  stale);
              known.forEach(status -> log.observeTerm(status.term()));
              CommittedHead head =
                  new CommittedHead(
                      log.epoch(),
                      nextTerm(stale.term()),
                      log.offset(),
                      tailAfter(stale.truncatedBefore()));
              return replace(stale, head)
                  .map(
                      replaced -> {
                        log.observeTerm(head.term());
                        return head;
                      });
            });
  }

  /** Returns the batches after an offset up to the end of the log, or none if some are missing. */
  private List<Batch> tailAfter(long offset) {
    List<Batch> tail = log.recentBatches().after(offset, MAX_TAIL_BYTES);
    boolean complete =
        tail != null && !tail.isEmpty() && tail.get(tail.size() - 1).lastOffset() == log.offset();
    return tail != null && complete ? tail : List.of();
  }

  /**
   * Returns true if the replica's log contains what is committed of the head: its newest batch, or
   * another one of a later owner in its place. That owner has seen all committed batches, so the
   * head's is not one of them.
   */
  private boolean continuesFrom(CommittedHead head) {
    if (log.offset() < head.truncatedBefore()) {
      return false;
    }
    if (head.tail().isEmpty()) {
      return true;
    }
    Batch newest = head.tail().get(head.tail().size() - 1);
    Batch own = log.recentBatches().containing(head.offset());
    return own == null || own.isSameAs(newest) || own.term() > newest.term();
  }

  /** Begins a new epoch with the remaining updates, because others may be lost. */
  private Future<CommittedHead> startNewEpoch(@Nullable CommittedHead current) {
    // The replica first: if the grid does not answer, it may have stored the head all the same.
    log.startNewEpoch(FeedRegistry.randomEpoch(new SecureRandom()));
    long term = nextTerm(current == null ? 0 : current.term());
    CommittedHead head = new CommittedHead(log.epoch(), term, log.offset(), List.of());
    ReplicationStore store = services.store();
    return (current == null ? store.createHead(feed, head) : store.replace(feed, current, head))
        .compose(done -> adopt(done, head));
  }

  private Future<Void> replace(CommittedHead current, CommittedHead head) {
    return services.store().replace(feed, current, head).compose(this::failUnless);
  }

  private Future<Void> failUnless(boolean stored) {
    return stored
        ? Future.succeededFuture()
        : Future.failedFuture(new RetryableException("another node changed the head of " + feed));
  }

  private Future<CommittedHead> adopt(boolean stored, CommittedHead head) {
    return failUnless(stored)
        .map(
            done -> {
              if (!log.epoch().equals(head.epoch())) {
                log.restart(head.epoch(), head.term());
              }
              log.observeTerm(head.term());
              return head;
            });
  }

  private Future<CommittedHead> catchUp(CommittedHead head) {
    if (!log.epoch().equals(head.epoch()) && head.truncatedBefore() == 0) {
      log.restart(head.epoch(), head.term());
    }
    log.observeTerm(head.term());
    return catchUpFromPeers(() -> isAt(head))
        .compose(
            complete -> {
              if (complete) {
                return Future.succeededFuture(head);
              }
              LOG.warn(
                  "Data loss: no replica has feed {} up to {}; starting a new epoch", feed, head);
              return startNewEpoch(head);
            });
  }

  private boolean isAt(CommittedHead head) {
    head.tail().forEach(log::apply);
    return log.epoch().equals(head.epoch()) && log.offset() == head.offset();
  }

  /**
   * Fetches from the other nodes, one after the other, until the replica is complete. Returns false
   * if it is not in the end; fails if a member that may have the rest did not answer.
   */
  private Future<Boolean> catchUpFromPeers(BooleanSupplier isComplete) {
    return fetchFrom(services.view().others(), isComplete, null);
  }

  private Future<Boolean> fetchFrom(
      List<String> nodes, BooleanSupplier isComplete, @Nullable Throwable failure) {
    if (isComplete.getAsBoolean()) {
      return Future.succeededFuture(true);
    }
    if (nodes.isEmpty()) {
      return failure == null ? Future.succeededFuture(false) : Future.failedFuture(failure);
    }
    List<String> rest = nodes.subList(1, nodes.size());
    return catchUp
        .fetchAfterCurrent(nodes.get(0))
        .transform(done -> fetchFrom(rest, isComplete, done.failed() ? done.cause() : failure));
  }

  /** Returns a term that is larger than all that are known, and than those of earlier owners. */
  private long nextTerm(long current) {
    return Math.max(services.micros(), Math.max(current, log.term()) + 1);
  }
}
