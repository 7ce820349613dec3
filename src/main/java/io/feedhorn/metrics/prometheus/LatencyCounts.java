package io.feedhorn.metrics.prometheus;

import io.feedhorn.metrics.WriteLatency;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The numbers of times in {@link LatencyBuckets}. Written by one event loop, without a lock or an
 * atomic operation of the processor; read on any thread.
 */
final class LatencyCounts implements WriteLatency {
  private final AtomicLongArray counts = new AtomicLongArray(LatencyBuckets.COUNT);
  private final AtomicLong sumMicros = new AtomicLong();

  @Override
  public void written(long micros) {
    int index = LatencyBuckets.index(micros);
    counts.setOpaque(index, counts.getPlain(index) + 1);
    sumMicros.setOpaque(sumMicros.getPlain() + Math.max(0, micros));
  }

  /** Adds the numbers to an array. */
  void addTo(long[] totals) {
    for (int i = 0; i < LatencyBuckets.COUNT; i++) {
      totals[i] += counts.getOpaque(i);
    }
  }

  /** Returns the sum of all times. */
  long sumMicros() {
    return sumMicros.getOpaque();
  }
}
