package io.feedhorn.cluster.replica;

import io.feedhorn.publish.Receipt;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.LongSupplier;

/**
 * Publishers whose update is committed, but not in this node's log yet. They are answered when it
 * is, so that they can read their own updates; at the latest after a second, because the update is
 * safe. Not thread-safe: owned by the writer's event loop.
 */
final class PendingReceipts {
  private static final long OVERDUE_NANOS = 100_000_000L;
  private static final long MAX_WAIT_NANOS = 1_000_000_000L;

  private final ReplicaLog log;
  private final LongSupplier nanos;
  private final ArrayDeque<Pending> pending = new ArrayDeque<>();

  private record Pending(Receipt receipt, Runnable action, long since) {}

  /**
   * Creates an empty queue.
   *
   * @param nanos the monotonic time
   */
  PendingReceipts(ReplicaLog log, LongSupplier nanos) {
    this.log = log;
    this.nanos = nanos;
  }

  /** Runs an action now, or when the receipt's update is in the log. */
  void onApplied(Receipt receipt, Runnable action) {
    if (isApplied(receipt)) {
      action.run();
    } else {
      pending.add(new Pending(receipt, action, nanos.getAsLong()));
    }
  }

  /** Runs the actions whose updates are in the log. */
  void runApplied() {
    Iterator<Pending> each = pending.iterator();
    while (each.hasNext()) {
      Pending next = each.next();
      if (!isApplied(next.receipt)) {
        return;
      }
      each.remove();
      next.action.run();
    }
  }

  boolean isEmpty() {
    return pending.isEmpty();
  }

  /** Returns true if the first one has waited so long that its update must have been missed. */
  boolean isOverdue() {
    Pending first = pending.peek();
    return first != null && nanos.getAsLong() - first.since > OVERDUE_NANOS;
  }

  /** Runs the actions that have waited for the maximum time. */
  void runExpired() {
    long now = nanos.getAsLong();
    Pending first = pending.peek();
    while (first != null && now - first.since > MAX_WAIT_NANOS) {
      pending.remove();
      first.action.run();
      first = pending.peek();
    }
  }

  private boolean isApplied(Receipt receipt) {
    return receipt.epoch().equals(log.epoch()) && receipt.offset() <= log.offset();
  }
}
