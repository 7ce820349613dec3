package io.feedhorn.observability;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricQueryTest {
  private static final String METRICS =
      """
      # TYPE feedhorn_refused_total counter
      feedhorn_refused_total{code="internal"} 0.0
      feedhorn_feeds 3.0
      feedhorn_seconds_bucket{transport="sse",le="+Inf"} 7
      """;

  private static boolean isComplete(String query) {
    return MetricQuery.parse(query).missingIn(METRICS).isEmpty();
  }

  @Test
  void findsTheMetricsOfAQuery() {
    assertThat(
            MetricQuery.parse(
                    "histogram_quantile(0.99, sum by (instance, le) (rate(a_bucket{x=\"1\"}[5m])))"
                        + " > 1 and b{y!=\"c\"} == 0 or c")
                .selectors())
        .extracting(MetricQuery.Selector::metric)
        .containsExactly("a_bucket", "b", "c");
  }

  @Test
  void acceptsWhatTheServerHas() {
    assertThat(isComplete("increase(feedhorn_refused_total{code=\"internal\"}[10m]) > 0")).isTrue();
    assertThat(isComplete("sum(feedhorn_feeds{instance=~\".+\",job=\"feedhorn\"})")).isTrue();
    assertThat(isComplete("sum by (transport, le) (rate(feedhorn_seconds_bucket[5m]))")).isTrue();
  }

  @Test
  void namesWhatTheServerDoesNotHave() {
    assertThat(isComplete("feedhorn_feed")).isFalse();
    assertThat(isComplete("feedhorn_refused_total{code=\"unknown\"}")).isFalse();
    assertThat(isComplete("feedhorn_refused_total{reason!=\"internal\"}")).isFalse();
    assertThat(isComplete("feedhorn_refused_total{code!=\"internal\"}")).isFalse();
    assertThat(isComplete("sum by (transport) (feedhorn_refused_total)")).isFalse();
    assertThat(isComplete("feedhorn_feeds / feedhorn_topics")).isFalse();
  }
}
