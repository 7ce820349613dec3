package io.feedhorn.metrics.prometheus;

import io.feedhorn.metrics.WriteLatency;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The histogram of the times from publish to write by transport, {@value #NAME}: the sum of what
 * the event loops count. In the text formats it has classic buckets; a Prometheus that reads native
 * histograms asks for protocol buffers, and gets the native form. Safe on any thread.
 */
final class WriteLatencyHistogram implements Collector {
  static final String NAME = "feedhorn_publish_to_write_seconds";

  private static final double MICRO = 1e-6;

  private final Map<String, List<LatencyCounts>> byTransport = new ConcurrentHashMap<>();

  /** Adds an empty histogram of a transport. */
  void add(String transport) {
    byTransport.computeIfAbsent(transport, name -> new CopyOnWriteArrayList<>());
  }

  /** Returns a new recorder for one event loop. */
  WriteLatency newRecorder(String transport) {
    LatencyCounts counts = new LatencyCounts();
    byTransport.computeIfAbsent(transport, name -> new CopyOnWriteArrayList<>()).add(counts);
    return counts;
  }

  @Override
  public String getPrometheusName() {
    return NAME;
  }

  @Override
  public MetricSnapshot collect() {
    HistogramSnapshot.Builder histogram =
        HistogramSnapshot.builder()
            .name(NAME)
            .help("Time from accepting an update to writing it to a connection");
    byTransport.forEach((transport, loops) -> histogram.dataPoint(point(transport, loops)));
    return histogram.build();
  }

  private static HistogramDataPointSnapshot point(String transport, List<LatencyCounts> loops) {
    long[] counts = new long[LatencyBuckets.COUNT];
    long sumMicros = 0;
    for (LatencyCounts loop : loops) {
      loop.addTo(counts);
      sumMicros += loop.sumMicros();
    }
    return HistogramDataPointSnapshot.builder()
        .labels(Labels.of("transport", transport))
        .classicHistogramBuckets(classic(counts))
        .nativeSchema(LatencyBuckets.SCHEMA)
        .nativeZeroThreshold(LatencyBuckets.upperBound(0))
        .nativeZeroCount(counts[0])
        .nativeBucketsForPositiveValues(positive(counts))
        .sum(sumMicros * MICRO)
        .build();
  }

  private static ClassicHistogramBuckets classic(long[] counts) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    int last = counts.length - 1;
    buckets.bucket(LatencyBuckets.upperBound(0), counts[0]);
    for (int start = 1; start < last; start += LatencyBuckets.STEPS) {
      long count = 0;
      int end = start + LatencyBuckets.STEPS;
      for (int i = start; i < end; i++) {
        count += counts[i];
      }
      buckets.bucket(LatencyBuckets.upperBound(end - 1), count);
    }
    return buckets.bucket(Double.POSITIVE_INFINITY, counts[last]).build();
  }

  private static NativeHistogramBuckets positive(long[] counts) {
    NativeHistogramBuckets.Builder buckets = NativeHistogramBuckets.builder();
    for (int i = 1; i < counts.length; i++) {
      if (counts[i] > 0) {
        buckets.bucket(LatencyBuckets.nativeIndex(i), counts[i]);
      }
    }
    return buckets.build();
  }
}
