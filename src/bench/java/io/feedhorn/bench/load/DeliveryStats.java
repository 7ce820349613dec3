package io.feedhorn.bench.load;

import org.HdrHistogram.Histogram;

/** Counters of deliveries since the last reset. Not thread-safe: owned by the loop's thread. */
final class DeliveryStats {
  private static final long MAX_MICROS = 120_000_000;

  final Histogram latencyMicros = new Histogram(1, MAX_MICROS, 3);
  long deliveries;
  long bytes;
  long reads;
  long missed;
  long duplicates;
  long reordered;

  void reset() {
    latencyMicros.reset();
    deliveries = 0;
    bytes = 0;
    reads = 0;
    missed = 0;
    duplicates = 0;
    reordered = 0;
  }

  void recordLatency(long micros) {
    latencyMicros.recordValue(Math.max(1, Math.min(micros, MAX_MICROS)));
  }
}
