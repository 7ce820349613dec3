package io.feedhorn.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest batches of a feed, for nodes that missed some. Bounded by their bytes; without gaps.
 * Not thread-safe: owned by the writer's event loop.
 */
final class RecentBatches {
  private final int mostBytes;
  private final ArrayDeque<Batch> batches = new ArrayDeque<>();
  private int bytes;

  RecentBatches(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Adds the batch that follows the last one. */
  void add(Batch batch) {
    batches.add(batch);
    bytes += batch.length();
    while (bytes > mostBytes && batches.size() > 1) {
      bytes -= batches.remove().length();
    }
  }

  void clear() {
    batches.clear();
    bytes = 0;
  }

  /** The batch that ends with an offset; null where there is none, or no longer. */
  @Nullable Batch ending(long offset) {
    for (Batch batch : batches) {
      if (batch.last() == offset) {
        return batch;
      }
    }
    return null;
  }

  /**
   * The batches that follow an offset, oldest first, at least one and not many more bytes than
   * asked for; null where the journal does not reach back to it.
   */
  @Nullable List<Batch> after(long offset, int mostBytesOfThem) {
    Batch oldest = batches.peek();
    if (oldest == null || oldest.first() > offset + 1) {
      return null;
    }
    List<Batch> after = new ArrayList<>();
    int length = 0;
    for (Batch batch : batches) {
      if (batch.last() > offset) {
        after.add(batch);
        length += batch.length();
        if (length >= mostBytesOfThem) {
          break;
        }
      }
    }
    return after;
  }
}
