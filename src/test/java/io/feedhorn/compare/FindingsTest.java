package io.feedhorn.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FindingsTest {
  @Test
  void aDifferenceWithinTheClocksErrorIsNone() {
    Comparison found =
        Sample.of(
            2,
            Sample.row("websocket", 10, 8),
            Sample.row("sse", 11.5, 8),
            Sample.row("sockjs", 14, 8));

    assertThat(Findings.of(found))
        .anySatisfy(
            sentence ->
                assertThat(sentence)
                    .startsWith("Freshest: websocket, an update is 10 ms old")
                    .contains("Between it and sse there is no difference")
                    .contains("± 2 ms"))
        .anySatisfy(sentence -> assertThat(sentence).startsWith("sockjs is 4 ms behind it"));
  }

  @Test
  void aPollerIsHeldToTheModel() {
    Comparison found =
        Sample.of(0.1, Sample.row("polling-1s", 510, 10), Sample.row("polling-250ms", 180, 10));

    assertThat(Findings.of(found))
        .anySatisfy(
            sentence ->
                assertThat(sentence)
                    .startsWith("polling-1s has updates that are 510.0 ms old")
                    .endsWith("the model says 505.0 ms, 1.0 % off."))
        .anySatisfy(
            sentence ->
                assertThat(sentence)
                    .startsWith("polling-250ms")
                    .contains("the model says 130.0 ms, 38.5 % off: the updates kept time"));
  }

  @Test
  void pollingIsAsFreshAsSseAtTwiceWhatSseIsAheadOfAPollsTrip() {
    Comparison found = Sample.of(0.1, Sample.row("sse", 25, 10), Sample.row("polling-1s", 505, 10));

    EquivalentPollInterval fresh = EquivalentPollInterval.of(found).orElseThrow();
    assertThat(fresh.interval()).isEqualTo(40);
    assertThat(fresh.atMost()).isFalse();
    assertThat(fresh.isPossible()).isTrue();
    assertThat(Findings.of(found))
        .contains(
            "Polling would be as fresh as sse here at an interval of 40.0 ms: 1,500 requests a minute"
                + " from each reader.");
  }

  @Test
  void whereTheClockCannotTellTheIntervalFromNothingItSaysAtMost() {
    Comparison found =
        Sample.of(0.5, Sample.row("sse", 5.2, 10), Sample.row("polling-1s", 505, 10));

    EquivalentPollInterval fresh = EquivalentPollInterval.of(found).orElseThrow();
    assertThat(fresh.interval()).isEqualTo(1.0);
    assertThat(fresh.atMost()).isTrue();
    assertThat(Findings.of(found))
        .anySatisfy(
            sentence ->
                assertThat(sentence)
                    .contains("at most 1.0 ms: at least 60,000 requests")
                    .contains("One connection cannot ask that often"));
  }

  @Test
  void nothingIsSaidOfTooFewUpdatesButThat() {
    Comparison found =
        Sample.of(
            0.1,
            Sample.row("sse", 19, 5, 1, null),
            Sample.failed("websocket", "the upgrade of /v1/ws was answered 403, not 101"));

    assertThat(found.isOfUse()).isFalse();
    assertThat(Findings.of(found))
        .containsExactly(
            "sse: 19 updates are too few to say anything.",
            "websocket could not be measured: the upgrade of /v1/ws was answered 403, not 101.");
  }
}
