package io.feedhorn.publish;

import io.feedhorn.store.StoreWriter;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The publishes on durable feeds that wait for the next write to the store, up to a maximum. The
 * store is told what waits here: it is not stored yet. Owned by the writer's event loop.
 */
final class DurableQueue {
  static final int MAX_PUBLISHES = 20_000;
  static final int MAX_BATCH_UPDATES = 4_000;
  private static final long MAX_BYTES = 64L * 1024 * 1024;
  private static final int MAX_BATCH_BYTES = 4 * 1024 * 1024;

  /** While the disk hangs, the store is told at each so many publishes. */
  private static final int REPORTED = 100;

  private final StoreWriter store;
  private final ArrayDeque<DurablePublish> queue = new ArrayDeque<>();
  private long bytes;
  private @Nullable Long writingSince;

  DurableQueue(StoreWriter store) {
    this.store = store;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Adds a publish. Returns false if there is no room for it, which the store is told. */
  boolean add(DurablePublish publish) {
    if (queue.size() >= MAX_PUBLISHES || bytes + publish.sizeBytes() > MAX_BYTES) {
      store.refused(1);
      return false;
    }
    queue.add(publish);
    bytes += publish.sizeBytes();
    if (queue.size() % REPORTED == 0) {
      report();
    }
    return true;
  }

  /** Moves the oldest publishes to a batch, which is to be written. */
  void moveTo(DurableBatch batch) {
    writingSince = queue.isEmpty() ? null : queue.element().nanos();
    while (!queue.isEmpty()
        && batch.size() < MAX_BATCH_UPDATES
        && batch.sizeBytes() < MAX_BATCH_BYTES) {
      DurablePublish next = queue.remove();
      bytes -= next.sizeBytes();
      batch.add(next);
    }
    report();
  }

  /** Ends the wait of the publishes of the newest batch. */
  void written() {
    writingSince = null;
    if (queue.isEmpty()) {
      report();
    }
  }

  private void report() {
    Long since = writingSince;
    if (since == null && !queue.isEmpty()) {
      since = queue.element().nanos();
    }
    store.queued(queue.size(), since);
  }
}
