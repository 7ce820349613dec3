package io.feedhorn.cluster.replica;

import io.feedhorn.log.FeedRegistry;
import io.feedhorn.model.LogReset;
import io.feedhorn.model.Update;
import io.feedhorn.publish.Receipt;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The state of one feed on this node: its log, the offsets that other nodes have reported, and the
 * publishers that wait for it. Calls nothing but its own parts and the listener. Not thread-safe:
 * owned by the writer's event loop.
 */
public final class FeedReplica implements ReplicaLog.Listener {
  private static final int SHORT_TAIL_BYTES = 8 * 1024 * 1024;

  private final String feed;
  private final FeedRegistry feeds;
  private final ReplicaLog.Listener listener;
  private final ReplicaLog log;
  private final PendingReceipts pending;
  private final Map<String, Long> peerOffsets = new HashMap<>();
  private boolean begunElsewhere;
  private boolean owned;
  private boolean rejected;

  FeedReplica(String feed, FeedRegistry feeds, ReplicaLog.Listener listener) {
    this.feed = feed;
    this.feeds = feeds;
    this.listener = listener;
    this.log = new ReplicaLog(feed, feeds, this);
    this.pending = new PendingReceipts(log, System::nanoTime);
  }

  public String feed() {
    return feed;
  }

  public ReplicaLog log() {
    return log;
  }

  @Override
  public void onUpdates(List<Update> updates) {
    listener.onUpdates(updates);
  }

  @Override
  public void onReset(LogReset reset) {
    peerOffsets.clear();
    begunElsewhere = false;
    listener.onReset(reset);
  }

  /** Returns true while this node orders the feed's updates. */
  public boolean isOwned() {
    return owned;
  }

  public void setOwned(boolean ownedHere) {
    owned = ownedHere;
  }

  /**
   * Records that a publish did not begin the feed: the cluster has no place for it, or there was
   * nothing to delete.
   */
  public void reject() {
    rejected = true;
  }

  public boolean isRejected() {
    return rejected;
  }

  public ReplicaStatus status() {
    return new ReplicaStatus(feed, log.epoch(), log.term(), log.offset(), owned);
  }

  /** Records the status of another node's replica. */
  public void onPeerStatus(String node, ReplicaStatus status) {
    if (isOfThisEpoch(status)) {
      onPeerOffset(node, status.offset());
    }
  }

  /** Records the offset of another node's replica in this epoch. */
  public void onPeerOffset(String node, long offset) {
    peerOffsets.put(node, offset);
    begunElsewhere = begunElsewhere || offset > 0;
  }

  /** Forgets the offsets of nodes that are not members any more. */
  void retain(Collection<String> members) {
    peerOffsets.keySet().retainAll(members);
  }

  public boolean isOfThisEpoch(ReplicaStatus status) {
    return status.epoch().equals(log.epoch());
  }

  /** Returns true if this node has updates of the feed, or had some in an earlier epoch. */
  public boolean hasUpdates() {
    return log.offset() > 0 || !log.epoch().equals(feeds.initialEpoch());
  }

  /** Returns true if any node is known to have had updates of the feed. */
  public boolean isBegun() {
    return hasUpdates() || begunElsewhere;
  }

  /**
   * Returns the offset up to which the replicas have the log, so that the grid need not store it.
   * Usually that of the slowest node; if the batches that it has not confirmed become large, that
   * of the fastest ones, as many as are needed for the configured number of copies.
   *
   * @param others the other members
   * @param copies the number of nodes that must store an update
   * @param tailBytes the size of the batches in the grid
   */
  public long replicatedOffset(List<String> others, int copies, int tailBytes) {
    List<Long> offsets = new ArrayList<>();
    for (String node : others) {
      offsets.add(peerOffsets.getOrDefault(node, 0L));
    }
    offsets.sort(null);
    int enough = copies - 1;
    if (offsets.isEmpty() || enough == 0) {
      return log.offset();
    }
    boolean all = tailBytes < SHORT_TAIL_BYTES || offsets.size() < enough;
    return offsets.get(all ? 0 : offsets.size() - enough);
  }

  /** Runs an action when the receipt's update is in the log, at the latest after a second. */
  public void onApplied(Receipt receipt, Runnable action) {
    pending.onApplied(receipt, action);
  }

  /** Answers the publishers whose updates are in the log by now. */
  public void runApplied() {
    pending.runApplied();
  }

  /** Returns true if no publisher waits for its update. */
  public boolean isIdle() {
    return pending.isEmpty();
  }

  /** Returns true if updates are missing here that must have been committed. */
  public boolean isMissingUpdates() {
    return log.hasGap() || pending.isOverdue();
  }

  /** Answers the publishers that have waited for the maximum time. */
  public void runExpired() {
    pending.runExpired();
  }
}
