package io.feedhorn.cluster.replica;

import io.feedhorn.model.TraceContext;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The trace contexts of updates that the log of a feed does not contain yet, by offset. Bounded:
 * with too many, those before are forgotten, and their updates are not traced any further. Not
 * thread-safe: owned by the writer's event loop.
 */
public final class UpdateTraces {
  private static final int MAX = 10_000;

  private final TreeMap<Long, Waiting> byOffset = new TreeMap<>();

  /** A trace context with the epoch and the term of its batch: another one may get the offset. */
  private record Waiting(String epoch, long term, TraceContext trace) {}

  /**
   * Puts that of an update.
   *
   * @param epoch the epoch of its batch
   * @param term the term of its batch
   */
  public void put(String epoch, long term, long offset, TraceContext trace) {
    if (byOffset.size() >= MAX) {
      byOffset.clear();
    }
    byOffset.put(offset, new Waiting(epoch, term, trace));
  }

  /**
   * Puts those of a batch.
   *
   * @param traces one for each update, null for none; or empty
   */
  public void putAll(Batch batch, List<@Nullable TraceContext> traces) {
    for (int i = 0; i < traces.size(); i++) {
      TraceContext trace = traces.get(i);
      if (trace != null) {
        put(batch.epoch(), batch.term(), batch.firstOffset() + i, trace);
      }
    }
  }

  /** Returns the trace context of the next update of the log, and forgets it and those before. */
  @Nullable TraceContext take(Batch batch, long offset) {
    if (byOffset.isEmpty()) {
      return null;
    }
    Waiting waiting = byOffset.get(offset);
    byOffset.headMap(offset, true).clear();
    return waiting != null && waiting.term == batch.term() && waiting.epoch.equals(batch.epoch())
        ? waiting.trace
        : null;
  }
}
