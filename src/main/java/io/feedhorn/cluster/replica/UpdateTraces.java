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

  private final TreeMap<Long, TraceContext> byOffset = new TreeMap<>();

  public void put(long offset, TraceContext trace) {
    if (byOffset.size() >= MAX) {
      byOffset.clear();
    }
    byOffset.put(offset, trace);
  }

  /**
   * Puts those of a batch.
   *
   * @param traces one for each update, null for none; or empty
   */
  public void putAll(long firstOffset, List<@Nullable TraceContext> traces) {
    for (int i = 0; i < traces.size(); i++) {
      TraceContext trace = traces.get(i);
      if (trace != null) {
        put(firstOffset + i, trace);
      }
    }
  }

  /** Returns the trace context of the next update of the log, and forgets it and those before. */
  @Nullable TraceContext take(long offset) {
    if (byOffset.isEmpty()) {
      return null;
    }
    TraceContext trace = byOffset.get(offset);
    byOffset.headMap(offset, true).clear();
    return trace;
  }
}
