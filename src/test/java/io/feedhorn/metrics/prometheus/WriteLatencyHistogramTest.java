package io.feedhorn.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.metrics.WriteLatency;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WriteLatencyHistogramTest {
  private static final long[] MICROS = {-5, 50, 300, 1_500, 1_600, 900_000, 40_000_000};

  @Test
  void sumsTheEventLoopsOfATransport() {
    try (PrometheusMetrics metrics = new PrometheusMetrics()) {
      metrics.addTransport("sse");
      WriteLatency first = metrics.newWriteLatency("sse");
      WriteLatency second = metrics.newWriteLatency("sse");
      for (long micros : MICROS) {
        first.written(micros);
        second.written(micros);
      }

      String prefix = "feedhorn_publish_to_write_seconds";
      assertThat(new String(metrics.scrape(ScrapeFormat.TEXT), StandardCharsets.UTF_8))
          .contains(
              "# TYPE " + prefix + " histogram",
              prefix + "_bucket{transport=\"sse\",le=\"6.103515625E-5\"} 4\n",
              prefix + "_bucket{transport=\"sse\",le=\"0.001953125\"} 10\n",
              prefix + "_bucket{transport=\"sse\",le=\"1.0\"} 12\n",
              prefix + "_bucket{transport=\"sse\",le=\"32.0\"} 12\n",
              prefix + "_bucket{transport=\"sse\",le=\"+Inf\"} 14\n",
              prefix + "_count{transport=\"sse\"} 14\n",
              prefix + "_sum{transport=\"sse\"} 81.8069");
    }
  }

  @Test
  void theNativeFormHasTheSameCountsInNarrowerBuckets() {
    WriteLatencyHistogram histogram = new WriteLatencyHistogram();
    WriteLatency recorder = histogram.newRecorder("sse");
    for (long micros : MICROS) {
      recorder.written(micros);
    }

    HistogramDataPointSnapshot point =
        ((HistogramSnapshot) histogram.collect()).getDataPoints().get(0);
    assertThat(point.hasNativeHistogramData()).isTrue();
    assertThat(point.getCount()).isEqualTo(MICROS.length);
    assertThat(point.getNativeSchema()).isEqualTo(2);
    assertThat(point.getNativeZeroCount()).isEqualTo(2);
    // 1.5 and 1.6 ms share a bucket, from 1.38 to 1.64 ms: 2 to the power of -38/4 seconds and
    // less.
    assertThat(point.getNativeBucketsForPositiveValues())
        .filteredOn(bucket -> bucket.getCount() == 2)
        .singleElement()
        .matches(bucket -> bucket.getBucketIndex() == -37);
  }

  @Test
  void prometheusChoosesTheFormat() {
    assertThat(ScrapeFormat.of(null)).isEqualTo(ScrapeFormat.TEXT);
    assertThat(ScrapeFormat.of("*/*")).isEqualTo(ScrapeFormat.TEXT);
    assertThat(ScrapeFormat.of("application/openmetrics-text;version=1.0.0,text/plain;q=0.5"))
        .isEqualTo(ScrapeFormat.OPENMETRICS);
    assertThat(
            ScrapeFormat.of(
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
                    + "encoding=delimited,application/openmetrics-text;version=1.0.0;q=0.8"))
        .isEqualTo(ScrapeFormat.PROTOBUF);
  }
}
