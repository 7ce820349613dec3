package io.feedhorn.cluster.protocol;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;
import io.feedhorn.model.TraceContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The trace contexts of the traced ones of many publishes, each context once. Not thread-safe. It
 * is the last field of a message and left out if it is empty; so nodes that do not know it can read
 * the message.
 */
final class TraceList {
  private final List<Range> ranges = new ArrayList<>(0);

  /** Publishes with numbers from first to last that have one trace context. */
  private record Range(int first, int last, TraceContext trace) {}

  /** Receives a publish that has a trace context. */
  interface Receiver {
    void accept(int number, TraceContext trace);
  }

  /**
   * Returns the list of a batch.
   *
   * @param traces one for each publish, null for none; or empty
   */
  static TraceList of(List<@Nullable TraceContext> traces) {
    TraceList list = new TraceList();
    for (int i = 0; i < traces.size(); i++) {
      list.add(i, traces.get(i));
    }
    return list;
  }

  boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** Adds the next publish. */
  void add(int number, @Nullable TraceContext trace) {
    if (trace == null) {
      return;
    }
    Range newest = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
    if (newest != null && newest.last == number - 1 && newest.trace.equals(trace)) {
      ranges.set(ranges.size() - 1, new Range(newest.first, number, trace));
    } else {
      ranges.add(new Range(number, number, trace));
    }
  }

  void write(BinaryWriter out) {
    if (ranges.isEmpty()) {
      return;
    }
    out.count(ranges.size());
    for (Range range : ranges) {
      out.count(range.first)
          .count(range.last)
          .text(range.trace.traceparent())
          .text(range.trace.tracestate());
    }
  }

  static void read(BinaryReader in, Receiver receiver) {
    for (int rest = in.count(); rest > 0; rest--) {
      int first = in.count();
      int last = in.count();
      TraceContext trace = TraceContext.parse(in.text(), in.text());
      for (int number = first; trace != null && number <= last; number++) {
        receiver.accept(number, trace);
      }
    }
  }
}
