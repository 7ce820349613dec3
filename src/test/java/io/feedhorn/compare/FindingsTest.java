package io.feedhorn.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FindingsTest {
  @Test
  void aDifferenceWithinTheErrorOfTheClockIsNotReported() {
    Comparison comparison =
        SampleComparison.of(
            2,
            SampleComparison.row("websocket", 10, 8),
            SampleComparison.row("sse", 11.5, 8),
            SampleComparison.row("sockjs", 14, 8));

    assertThat(Findings.of(comparison))
        .anySatisfy(
            sentence ->
                assertThat(sentence)
                    .startsWith("Freshest: websocket, an update is 10 ms old")
                    .contains(" sse: the difference is no more than the clock's error (2 ms)."))
        .anySatisfy(
            sentence ->
                assertThat(sentence).startsWith("sockjs: updates are 4 ms older on average"));
  }

  @Test
  void theAgeOfPolledUpdatesIsComparedWithTheModel() {
    Comparison comparison =
        SampleComparison.of(
            0.1,
            SampleComparison.row("polling-1s", 510, 10),
            SampleComparison.row("polling-250ms", 180, 10));

    assertThat(Findings.of(comparison))
        .anySatisfy(
            sentence ->
                assertThat(sentence)
                    .startsWith("polling-1s: updates are 510.0 ms old")
                    .endsWith("predicts 505.0 ms: 1.0 % difference."))
        .anySatisfy(
            sentence ->
                assertThat(sentence)
                    .startsWith("polling-250ms")
                    .contains("predicts 130.0 ms: 38.5 % difference; updates may arrive in step"));
  }

  @Test
  void theEquivalentPollIntervalIsTwiceTheLeadOfSse() {
    Comparison comparison =
        SampleComparison.of(
            0.1, SampleComparison.row("sse", 25, 10), SampleComparison.row("polling-1s", 505, 10));

    EquivalentPollInterval fresh = EquivalentPollInterval.of(comparison).orElseThrow();
    assertThat(fresh.interval()).isEqualTo(40);
    assertThat(fresh.atMost()).isFalse();
    assertThat(fresh.isPossible()).isTrue();
    assertThat(Findings.of(comparison))
        .contains(
            "Polling as fresh as sse needs an interval of 40.0 ms: 1,500 requests a minute for each"
                + " reader.");
  }

  @Test
  void anIntervalBelowTheErrorOfTheClockIsReportedAsAMaximum() {
    Comparison comparison =
        SampleComparison.of(
            0.5, SampleComparison.row("sse", 5.2, 10), SampleComparison.row("polling-1s", 505, 10));

    EquivalentPollInterval fresh = EquivalentPollInterval.of(comparison).orElseThrow();
    assertThat(fresh.interval()).isEqualTo(1.0);
    assertThat(fresh.atMost()).isTrue();
    assertThat(Findings.of(comparison))
        .anySatisfy(
            sentence ->
                assertThat(sentence)
                    .contains("at most 1.0 ms: at least 60,000 requests")
                    .contains("One connection cannot poll that often"));
  }

  @Test
  void aRowWithTooFewUpdatesHasNoFindings() {
    Comparison comparison =
        SampleComparison.of(
            0.1,
            SampleComparison.row("sse", 19, 5, 1, null),
            SampleComparison.failed(
                "websocket", "the upgrade of /v1/ws was answered 403, not 101"));

    assertThat(comparison.isSignificant()).isFalse();
    assertThat(Findings.of(comparison))
        .containsExactly(
            "Too few updates: nothing is said about sse, which received 19.",
            "Not connected: websocket (the upgrade of /v1/ws was answered 403, not 101).");
  }
}
