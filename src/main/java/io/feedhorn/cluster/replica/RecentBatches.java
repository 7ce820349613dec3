package io.feedhorn.cluster.replica;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest batches of a feed without gaps, for nodes that missed some. Bounded in bytes: the
 * oldest are dropped. Not thread-safe: owned by the writer's event loop.
 */
public final class RecentBatches {
  private final int maxBytes;
  private final ArrayDeque<Batch> batches = new ArrayDeque<>();
  private int bytes;

  RecentBatches(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Adds the batch that follows the last one. */
  void add(Batch batch) {
    batches.add(batch);
    bytes += batch.sizeBytes();
    while (bytes > maxBytes && batches.size() > 1) {
      bytes -= batches.remove().sizeBytes();
    }
  }

  void clear() {
    batches.clear();
    bytes = 0;
  }

  /** Returns the batch that contains an offset, or null if there is none. */
  public @Nullable Batch containing(long offset) {
    for (Batch batch : batches) {
      if (batch.firstOffset() <= offset && offset <= batch.lastOffset()) {
        return batch;
      }
    }
    return null;
  }

  /**
   * Returns the batches that follow an offset, oldest first, or null if the first of them was
   * dropped.
   *
   * @param enoughBytes the size after which no further batch is added; at least one is returned
   */
  public @Nullable List<Batch> after(long offset, int enoughBytes) {
    Batch oldest = batches.peek();
    if (oldest == null || oldest.firstOffset() > offset + 1) {
      return null;
    }
    List<Batch> after = new ArrayList<>();
    int size = 0;
    for (Batch batch : batches) {
      if (batch.lastOffset() > offset) {
        after.add(batch);
        size += batch.sizeBytes();
        if (size >= enoughBytes) {
          break;
        }
      }
    }
    return after;
  }
}
