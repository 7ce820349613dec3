package io.feedhorn.bench.restart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** The reconnections of all readers since the last {@link #reset}. Thread-safe. */
final class RestartStats {
  private final List<Long> liveNanos = new ArrayList<>();
  private final Map<String, Integer> refused = new TreeMap<>();
  private final Map<Integer, Integer> closed = new TreeMap<>();
  private final Histogram ageMicros = new Histogram(1, 120_000_000, 3);
  private final List<String> faults = new ArrayList<>();
  private int leavingCount;

  synchronized void reset() {
    liveNanos.clear();
    refused.clear();
    closed.clear();
    ageMicros.reset();
    leavingCount = 0;
  }

  synchronized void addLive() {
    liveNanos.add(System.nanoTime());
  }

  /** Counts a failed connection by the HTTP status of the response, or by another reason. */
  synchronized void addRefused(String reason) {
    refused.merge(reason, 1, Integer::sum);
  }

  synchronized void addClosed(int code) {
    closed.merge(code, 1, Integer::sum);
  }

  synchronized void addLeaving() {
    leavingCount++;
  }

  synchronized void recordAge(long nanos) {
    ageMicros.recordValue(Math.max(1, Math.min(nanos / 1_000, 120_000_000)));
  }

  synchronized void addFault(String fault) {
    faults.add(fault);
  }

  synchronized int liveCount() {
    return liveNanos.size();
  }

  synchronized List<String> faults() {
    return List.copyOf(faults);
  }

  /** Returns the seconds after a moment until a percentage of the readers was live. */
  synchronized double liveAfter(long sinceNanos, double percent) {
    List<Long> sorted = liveNanos.stream().sorted().toList();
    int at = (int) Math.ceil(sorted.size() * percent / 100) - 1;
    return sorted.isEmpty() ? Double.NaN : (sorted.get(Math.max(0, at)) - sinceNanos) / 1e9;
  }

  synchronized String summary() {
    return String.format(
        Locale.ROOT,
        "leaving messages %d, closed by code %s, refused %s, age of updates p50 %.1f p99 %.1f max %.1f"
            + " ms",
        leavingCount,
        closed,
        refused,
        ageMicros.getValueAtPercentile(50) / 1e3,
        ageMicros.getValueAtPercentile(99) / 1e3,
        ageMicros.getMaxValue() / 1e3);
  }
}
