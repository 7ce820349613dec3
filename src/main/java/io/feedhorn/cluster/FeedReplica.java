package io.feedhorn.cluster;

import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.model.LogReset;
import io.feedhorn.model.Position;
import io.feedhorn.model.Update;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.PublishResult;
import io.feedhorn.publish.Receipt;
import io.feedhorn.publish.UpdateBroadcaster;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One feed on this node: its mirror, what this node publishes on it, and its sequencer where this
 * node owns it. Owned by the writer's event loop.
 */
final class FeedReplica implements ReplicaLog.Listener, PublishForwarder.OwnerRoute {
  private static final long REPAIR_MILLIS = 100;
  private static final long WAIT_NANOS = 1_000_000_000L;
  private static final int SHORT_TAIL_BYTES = 8 * 1024 * 1024;
  private static final long RETRY_MILLIS = 20;

  /** What all lanes of a node share. */
  record ReplicaContext(
      Vertx vertx,
      FeedRegistry feeds,
      InfinispanGrid grid,
      UpdateBroadcaster broadcaster,
      Metrics metrics,
      ReplicationProtocol protocol,
      int copies) {}

  private final String feed;
  private final ReplicaContext shared;
  private final ReplicaLog replicaLog;
  private final PublishForwarder forwarder;
  private final Sequencer sequencer;
  private final Map<String, Long> confirmed = new HashMap<>();
  private final ArrayDeque<Awaiting> awaiting = new ArrayDeque<>();
  private @Nullable Future<Void> fetching;
  private long furthest;
  private boolean left;
  private boolean refused;

  private record Awaiting(Receipt receipt, Runnable action, long since) {}

  FeedReplica(String feed, long source, ReplicaContext shared) {
    this.feed = feed;
    this.shared = shared;
    this.replicaLog = new ReplicaLog(feed, shared.feeds(), this);
    this.forwarder = new PublishForwarder(feed, source, this, System::nanoTime);
    this.sequencer =
        new Sequencer(feed, this, new OwnerRecovery(feed, this, shared.grid(), shared.feeds()));
  }

  String feed() {
    return feed;
  }

  ReplicaLog mirror() {
    return replicaLog;
  }

  long now() {
    return shared.feeds().clock().micros();
  }

  Future<Receipt> append(PublishCommand command) {
    return forwarder.append(command);
  }

  boolean isOwned() {
    return sequencer.isOpen();
  }

  boolean isIdle() {
    return forwarder.isIdle() && !sequencer.isBusy();
  }

  /** Takes no more as the owner: the node is about to leave. */
  void leave() {
    left = true;
    sequencer.close("leaving");
  }

  /** Looks after everything that waits; called several times a second. */
  void check() {
    if (sequencer.isOpen() && (left || !mayWrite() || !isMine())) {
      sequencer.close("moved");
    }
    if (isBegun()) {
      openIfMine();
    }
    forwarder.check();
    long now = System.nanoTime();
    Awaiting first = awaiting.peek();
    if (first != null && now - first.since > REPAIR_MILLIS * 1_000_000) {
      catchUpFrom(owner());
    }
    while (first != null && now - first.since > WAIT_NANOS) {
      awaiting.remove();
      first.action.run();
      first = awaiting.peek();
    }
    if (replicaLog.hasGap()) {
      catchUpFrom(owner());
    }
  }

  // What the mirror tells.

  @Override
  public void kept(Update update) {
    shared.broadcaster().broadcast(update);
  }

  @Override
  public void restarted(LogReset reset) {
    confirmed.clear();
    furthest = 0;
    shared.broadcaster().broadcast(reset);
  }

  private void runAwaiting() {
    Iterator<Awaiting> each = awaiting.iterator();
    while (each.hasNext()) {
      Awaiting next = each.next();
      if (!isKept(next.receipt)) {
        return;
      }
      each.remove();
      next.action.run();
    }
  }

  private boolean isKept(Receipt receipt) {
    return receipt.epoch().equals(replicaLog.epoch()) && receipt.offset() <= replicaLog.offset();
  }

  // What is pushed here.

  /** Takes a batch that another node pushed. */
  void onBatch(Batch batch, String from) {
    switch (replicaLog.apply(batch)) {
      case KEPT -> runAwaiting();
      case EARLY, NEWER_EPOCH -> catchUpFrom(from);
      case OLD -> {}
    }
  }

  /** Another node says how far it is. */
  void onReplicaStatus(String node, ReplicaStatus status) {
    boolean same = status.epoch().equals(replicaLog.epoch());
    if (same) {
      confirmed.put(node, status.offset());
      furthest = Math.max(furthest, status.offset());
    }
    if (sequencer.isOpen()) {
      if (same && status.offset() > replicaLog.offset()) {
        sequencer.close("another node is further");
      }
    } else if (status.owner()) {
      if (same) {
        replicaLog.observeTerm(status.term());
        if (status.offset() > replicaLog.offset()) {
          repairUnlessHere(node, status.offset());
        }
      } else if (status.term() > replicaLog.tag()) {
        catchUpFrom(node);
      }
    }
  }

  private void repairUnlessHere(String node, long offset) {
    shared
        .vertx()
        .setTimer(
            REPAIR_MILLIS,
            timer -> {
              if (replicaLog.offset() < offset) {
                catchUpFrom(node);
              }
            });
  }

  private void catchUpFrom(@Nullable String node) {
    if (node != null && !node.equals(shared.grid().self())) {
      fetch(node);
    }
  }

  /** Asks a node for what this one does not have; one at a time. */
  Future<Void> fetch(String node) {
    Future<Void> running = fetching;
    if (running != null && !running.isComplete()) {
      return running;
    }
    Future<Void> fetch = shared.protocol().fetch(node, this).onComplete(done -> runAwaiting());
    fetching = fetch;
    return fetch;
  }

  /** Asks a node also where another one is being asked, after that. */
  Future<Void> fetchAgain(String node) {
    Future<Void> running = fetching;
    return running == null || running.isComplete()
        ? fetch(node)
        : running.transform(done -> fetchAgain(node));
  }

  /** The largest offset of this log that any node is known to have. */
  long furthest() {
    return Math.max(furthest, replicaLog.offset());
  }

  ReplicaStatus standing() {
    return new ReplicaStatus(
        feed, replicaLog.epoch(), replicaLog.tag(), replicaLog.offset(), sequencer.isOpen());
  }

  // What is published here.

  @Override
  public @Nullable String owner() {
    return shared.grid().owner(feed);
  }

  @Override
  public Future<List<PublishResult>> send(String owner, PublishBatch publishBatch) {
    return owner.equals(shared.grid().self())
        ? sequence(publishBatch)
        : shared.protocol().send(owner, publishBatch);
  }

  /** Orders a parcel of any node's. */
  Future<List<PublishResult>> sequence(PublishBatch publishBatch) {
    openIfMine();
    return sequencer.submit(publishBatch);
  }

  private void openIfMine() {
    if (sequencer.isClosed() && !sequencer.isBusy() && !left && mayWrite() && isMine()) {
      sequencer.open();
    }
  }

  /** If anything was ever published on the feed, as far as this node knows. */
  private boolean isBegun() {
    return furthest() > 0 || !replicaLog.epoch().equals(shared.feeds().initialEpoch());
  }

  /** Returns the end of the feed, or null if this node does not know it for certain. */
  @Nullable Position reached() {
    return sequencer.isOpen() || (isMine() && !isBegun())
        ? new Position(replicaLog.epoch(), replicaLog.offset())
        : null;
  }

  /** There is no room for the feed. */
  void refuse() {
    refused = true;
  }

  /** If there was no room for the feed, and nothing is left to do for it. */
  boolean isOver() {
    return refused && isIdle() && !isBegun();
  }

  private boolean isMine() {
    return shared.grid().self().equals(owner());
  }

  /** Whether what this node believes of the cluster is to be trusted. */
  private boolean mayWrite() {
    return shared.protocol().isAvailable();
  }

  @Override
  public boolean isCutOff() {
    return !shared.grid().isAvailable();
  }

  @Override
  public void later(Runnable action) {
    shared.vertx().setTimer(RETRY_MILLIS, timer -> action.run());
  }

  @Override
  public void onApplied(Receipt receipt, Runnable action) {
    if (isKept(receipt)) {
      action.run();
    } else {
      awaiting.add(new Awaiting(receipt, action, System.nanoTime()));
    }
  }

  // What the sequencer needs.

  Future<Void> commit(CommitBatch commit) {
    return shared.grid().commit(feed, commit);
  }

  /** Keeps a committed batch here, and pushes it to the others. */
  void committed(Batch batch) {
    replicaLog.apply(batch);
    shared.protocol().push(batch);
    for (long offset = batch.first(); offset <= batch.last(); offset++) {
      shared.metrics().published(feed);
    }
    runAwaiting();
  }

  /** The offset up to which the mirrors have the log, so that the grid need not keep it. */
  long confirmed(int tailBytes) {
    List<Long> offsets = new ArrayList<>();
    for (String node : others()) {
      offsets.add(confirmed.getOrDefault(node, 0L));
    }
    offsets.sort(null);
    int enough = shared.copies() - 1;
    if (offsets.isEmpty() || enough == 0) {
      return replicaLog.offset();
    }
    boolean all = tailBytes < SHORT_TAIL_BYTES || offsets.size() < enough;
    return offsets.get(all ? 0 : offsets.size() - enough);
  }

  /** Whether any node has updates of this feed. */
  Future<Boolean> isKnownAnywhere() {
    if (replicaLog.offset() > 0 || !replicaLog.epoch().equals(shared.feeds().initialEpoch())) {
      return Future.succeededFuture(true);
    }
    return shared.protocol().isKnown(feed);
  }

  List<String> others() {
    List<String> others = new ArrayList<>(shared.grid().members());
    others.remove(shared.grid().self());
    return others;
  }
}
