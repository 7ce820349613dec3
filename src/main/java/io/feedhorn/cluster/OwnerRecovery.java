package io.feedhorn.cluster;

import io.feedhorn.log.FeedRegistry;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a feed over from whoever wrote it: shuts out the earlier incarnations in the grid, brings
 * this node's mirror to where the head is, or the head to where the mirrors are, and starts the log
 * over only where updates that were answered are gone. Owned by the writer's event loop.
 */
final class OwnerRecovery implements LogOpener {
  private static final Logger LOG = LoggerFactory.getLogger(OwnerRecovery.class);
  private static final int TAIL_BYTES = 16 * 1024 * 1024;

  private final String feed;
  private final FeedReplica replica;
  private final InfinispanGrid grid;
  private final FeedRegistry feeds;

  OwnerRecovery(String feed, FeedReplica replica, InfinispanGrid grid, FeedRegistry feeds) {
    this.feed = feed;
    this.replica = replica;
    this.grid = grid;
    this.feeds = feeds;
  }

  @Override
  public Future<CommittedHead> recover() {
    return grid.read(feed).compose(head -> head == null ? first() : fenceAndAdopt(head));
  }

  /** No head: the feed is new, or all that kept its head are gone. */
  private Future<CommittedHead> first() {
    return replica
        .isKnownAnywhere()
        .compose(
            known -> {
              if (known) {
                LOG.warn("All copies of the newest updates of {} are gone", feed);
                return catchUpFromPeers(() -> false).compose(gathered -> startOver(null));
              }
              CommittedHead head = CommittedHead.empty(feeds.initialEpoch(), tag(0));
              return admitted()
                  .compose(room -> grid.createHead(feed, head))
                  .compose(began -> adopted(began, head));
            });
  }

  /** Owners of several feeds may begin them at once: all nodes count together. */
  private Future<Void> admitted() {
    if (feeds.isConfigured(feed)) {
      return Future.succeededFuture();
    }
    int places = feeds.feedQuota();
    int taken = (int) feeds.names().stream().filter(name -> !feeds.isConfigured(name)).count();
    return grid.places()
        .take(feed, taken, places)
        .compose(
            room ->
                room
                    ? Future.succeededFuture()
                    : Future.failedFuture(feeds.feedLimitReached(feed)));
  }

  private Future<CommittedHead> fenceAndAdopt(CommittedHead there) {
    ReplicaLog replicaLog = replica.mirror();
    if (replicaLog.epoch().equals(there.epoch()) && replica.furthest() > there.offset()) {
      return advanceHead(there);
    }
    CommittedHead mine = there.withTerm(tag(there.term()));
    return replace(there, mine).compose(replaced -> catchUp(mine));
  }

  /**
   * Whatever a mirror has was committed. A head that does not reach so far went back, as when parts
   * of a cluster that were out of each other's reach become one: the mirrors have the rest.
   */
  private Future<CommittedHead> advanceHead(CommittedHead there) {
    ReplicaLog replicaLog = replica.mirror();
    return catchUpFromPeers(() -> replicaLog.offset() >= replica.furthest())
        .compose(
            gathered -> {
              if (!gathered || !follows(there)) {
                LOG.warn("Updates of {} past {} are gone: it starts over", feed, there.offset());
                return startOver(there);
              }
              LOG.info("{} goes on from {}, the grid had {}", feed, replicaLog.offset(), there);
              List<Batch> tail = replicaLog.journal().after(there.truncatedBefore(), TAIL_BYTES);
              boolean whole = tail != null && reaches(tail, replicaLog.offset());
              CommittedHead mine =
                  new CommittedHead(
                      replicaLog.epoch(),
                      tag(there.term()),
                      replicaLog.offset(),
                      tail != null && whole ? tail : List.of());
              return replace(there, mine)
                  .map(
                      replaced -> {
                        replicaLog.observeTerm(mine.term());
                        return mine;
                      });
            });
  }

  /** Whether the mirror has what the head has, and more: not something else in its place. */
  private boolean follows(CommittedHead there) {
    if (there.tail().isEmpty()) {
      return true;
    }
    Batch newest = there.tail().get(there.tail().size() - 1);
    Batch here = replica.mirror().journal().ending(there.offset());
    return here != null && here.same(newest);
  }

  private static boolean reaches(List<Batch> tail, long offset) {
    return !tail.isEmpty() && tail.get(tail.size() - 1).last() == offset;
  }

  /** In another epoch, as something may be gone, and with what is left. */
  private Future<CommittedHead> startOver(@Nullable CommittedHead there) {
    ReplicaLog replicaLog = replica.mirror();
    // The mirror first: where the grid does not answer, it may have the head all the same.
    replicaLog.startNewEpoch(newEpoch());
    long tag = tag(there == null ? 0 : there.term());
    CommittedHead head = new CommittedHead(replicaLog.epoch(), tag, replicaLog.offset(), List.of());
    return (there == null ? grid.createHead(feed, head) : grid.replace(feed, there, head))
        .compose(done -> adopted(done, head));
  }

  private Future<Void> replace(CommittedHead there, CommittedHead head) {
    return grid.replace(feed, there, head).compose(this::unlessFaster);
  }

  private Future<Void> unlessFaster(boolean done) {
    return done
        ? Future.succeededFuture()
        : Future.failedFuture(new RetryableException("another was faster with " + feed));
  }

  private Future<CommittedHead> adopted(boolean done, CommittedHead head) {
    return unlessFaster(done)
        .map(
            first -> {
              if (!replica.mirror().epoch().equals(head.epoch())) {
                replica.mirror().restart(head.epoch(), head.term());
              }
              replica.mirror().observeTerm(head.term());
              return head;
            });
  }

  private Future<CommittedHead> catchUp(CommittedHead head) {
    ReplicaLog replicaLog = replica.mirror();
    if (!replicaLog.epoch().equals(head.epoch()) && head.truncatedBefore() == 0) {
      replicaLog.restart(head.epoch(), head.term());
    }
    replicaLog.observeTerm(head.term());
    return catchUpFromPeers(() -> isAt(head))
        .compose(
            gathered -> {
              if (gathered) {
                return Future.succeededFuture(head);
              }
              LOG.warn("No node has the updates of {} up to {}: it starts over", feed, head);
              return startOver(head);
            });
  }

  private boolean isAt(CommittedHead head) {
    head.tail().forEach(replica.mirror()::apply);
    return replica.mirror().epoch().equals(head.epoch())
        && replica.mirror().offset() == head.offset();
  }

  /**
   * Asks the other nodes, one after the other, until there is enough. Whether there is; fails where
   * a member that did not answer may have the rest.
   */
  private Future<Boolean> catchUpFromPeers(BooleanSupplier enough) {
    return ask(replica.others(), enough, null);
  }

  private Future<Boolean> ask(
      List<String> others, BooleanSupplier enough, @Nullable Throwable failure) {
    if (enough.getAsBoolean()) {
      return Future.succeededFuture(true);
    }
    if (others.isEmpty()) {
      return failure == null ? Future.succeededFuture(false) : Future.failedFuture(failure);
    }
    List<String> rest = others.subList(1, others.size());
    return replica
        .fetchAgain(others.get(0))
        .transform(asked -> ask(rest, enough, asked.failed() ? asked.cause() : failure));
  }

  private long tag(long there) {
    return Math.max(replica.now(), Math.max(there, replica.mirror().tag()) + 1);
  }

  private static String newEpoch() {
    return FeedRegistry.randomEpoch(new SecureRandom());
  }
}
