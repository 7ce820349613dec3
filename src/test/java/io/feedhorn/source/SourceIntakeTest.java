package io.feedhorn.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.metrics.SourceMetrics;
import io.feedhorn.metrics.prometheus.PrometheusMetrics;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SourceIntakeTest {
  private static final ConnectionOptions CONNECTION = () -> "test";

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void aSourceThatHasEndedIsNeitherBehindNorLate() {
    try (PrometheusMetrics metrics = new PrometheusMetrics()) {
      SourceMetrics counters = metrics.forSource("a");
      SourceOptions options = SourceOptions.of("a", MappingOptions.to("n.x"), CONNECTION);
      SourceIntake intake = new SourceIntake(vertx, options, counters);
      counters.behind(700);
      counters.lag(90);
      assertThat(metrics.scrape()).contains("feedhorn_source_behind{source=\"a\"} 700.0");

      intake.close();

      assertThat(metrics.scrape())
          .contains("feedhorn_source_behind{source=\"a\"} 0.0")
          .contains("feedhorn_source_lag_seconds{source=\"a\"} 0.0");
    }
  }
}
