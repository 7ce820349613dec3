package io.feedhorn.bench.durable;

import java.util.Arrays;
import java.util.Locale;

/** Latencies, which are kept without garbage. Thread-safe. */
final class Latencies {
  private final long[] nanos;
  private int size;

  Latencies(int capacity) {
    nanos = new long[capacity];
  }

  synchronized void add(long latencyNanos) {
    if (size < nanos.length) {
      nanos[size++] = latencyNanos;
    }
  }

  synchronized void clear() {
    size = 0;
  }

  /** Returns median, p99 and maximum, and the number of latencies. */
  synchronized Summary summary() {
    long[] sorted = Arrays.copyOf(nanos, size);
    Arrays.sort(sorted);
    return size == 0
        ? new Summary(0, 0, 0, 0)
        : new Summary(
            sorted[size / 2] / 1e6,
            sorted[(int) (size * 0.99)] / 1e6,
            sorted[size - 1] / 1e6,
            size);
  }

  /** The percentiles of some latencies, in milliseconds. */
  record Summary(double p50, double p99, double max, int count) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.3f %.3f %.3f %d", p50, p99, max, count);
    }
  }
}
