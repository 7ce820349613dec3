package io.feedhorn.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.bench.Measurement;
import io.feedhorn.bench.Results;
import io.feedhorn.bench.report.Aim.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The summary shows ratios within a round with their spread, and why an aim is not reached. */
class SummaryTableTest {
  private static final Side OURS = new Side("feedhorn", "20", "cpu");
  private static final Side FLOOR = new Side("floor", "20", "cpu");

  private final List<Measurement> rows = new ArrayList<>();

  @Test
  void aRatioIsComputedWithinItsRound() {
    add("feedhorn", "20", 1, "cpu", 5);
    add("feedhorn", "20", 2, "cpu", 9);
    add("feedhorn", "20", 3, "cpu", 7);
    add("floor", "20", 1, "cpu", 4);
    add("floor", "20", 2, "cpu", 8);
    add("feedhorn-old", "20", 1, "cpu", 10);
    add("feedhorn-old", "20", 2, "cpu", 10);

    assertThat(lines("1,000 readers"))
        .containsExactly(
            "| 1,000 readers, 20,000 deliveries/s, warm: µs | 6.00 (4.00–8.00) | 10.0 (10.0–10.0)"
                + " | 7.00 (5.00–9.00) | – | – |",
            "| 1,000 readers, 20,000 deliveries/s, warm: µs | 0.70 (0.50–0.90) | ≤ 1.15 × floor"
                + " | 1.188 (1.125–1.250) | 1 of 2 | **not reached**: no reason is known yet |");
  }

  @Test
  void aValueBeyondItsLimitIsNotRoundedToTheLimit() {
    Aim atMost = new Aim("≤ 1.15", 1.15, false, FLOOR);
    Aim atLeast = new Aim("≥ 2", 2, true, null);

    assertThat(atMost.exact(1.15004)).isEqualTo("1.15004");
    assertThat(atMost.exact(1.1)).isEqualTo("1.100");
    assertThat(atLeast.exact(1.9999)).isEqualTo("1.9999");
    assertThat(atLeast.exact(2.25)).isEqualTo("2.250");
    assertThat(new Aim("≤ 200", 200, false, null).exact(200.3)).isEqualTo("200.3");
    assertThat(new Aim("≤ 200", 200, false, null).exact(546)).isEqualTo("546");
  }

  @Test
  void aRoundWithoutTheOtherSideHasNoRatio() {
    add("feedhorn", "20", 1, "cpu", 5);
    add("floor", "20", 2, "cpu", 5);

    assertThat(new Aim("", 1, false, FLOOR).values(results(), OURS)).isEmpty();
    assertThat(lines("1,000 readers").get(1)).contains("| not measured | – |  |");
  }

  @Test
  void anAimThatIsNotReachedHasItsReason() {
    add("feedhorn", "8000", 1, "resident", 11.9);
    add("centrifugo", "8000", 1, "resident", 50);
    add("centrifugo-uni", "8000", 1, "resident", 19);
    add("feedhorn", "POST 16", 1, "published", 90_000);
    add("feedhorn", "POST 16", 1, "serverCore", 70);
    add("centrifugo", "POST 16", 1, "published", 50_000);

    assertThat(lines("an idle WebSocket"))
        .element(0)
        .asString()
        .contains("| 50.0 (50.0–50.0), one direction 19.0 (19.0–19.0) |");
    assertThat(lines("an idle WebSocket"))
        .element(1)
        .asString()
        .endsWith("| 11.9 (11.9–11.9) | 0 of 1 | **not reached**: the collector |");
    assertThat(lines("16 connections"))
        .element(1)
        .asString()
        .endsWith("**not reached**: no reason is known yet; the server used 70 % of its core |");
  }

  @Test
  void anAimCanAlsoLimitTheWorstRound() {
    add("feedhorn", "kill", 1, "silence", 0.5);
    add("feedhorn", "kill", 2, "silence", 0.9);
    add("feedhorn", "kill", 3, "silence", 2.5);
    add("feedhorn", "pause", 1, "silence", 4.5);
    add("feedhorn", "pause", 2, "silence", 2.25);
    add("feedhorn", "pause", 3, "silence", 2);
    add("feedhorn-old", "pause", 2, "silence", 4.5);

    assertThat(lines(SummaryRow.CLUSTER, "silence after `kill -9`"))
        .containsExactly(
            "| silence after `kill -9`: s | – | 0.90 (0.50–2.50) |",
            "| silence after `kill -9`: s | – | ≤ 1, worst ≤ 2 | 0.900 (0.500–2.500) | 2 of 3"
                + " | **not reached**: no reason is known yet |");
    assertThat(lines(SummaryRow.CLUSTER, "silence after a pause"))
        .containsExactly(
            "| silence after a pause: s | 4.50 (4.50–4.50) | 2.25 (2.00–4.50) |",
            "| silence after a pause: s | 0.50 (0.50–0.50) | ≤ 2.5, worst ≤ 5"
                + " | 2.250 (2.000–4.500) | 2 of 3 | reached |");
  }

  private List<String> lines(String label) {
    return lines(SummaryRow.ALL, label);
  }

  private List<String> lines(List<SummaryRow> rows, String label) {
    return new SummaryTable(rows, results(), Map.of("idle", "the collector"))
        .text()
        .lines()
        .filter(line -> line.startsWith("| " + label))
        .toList();
  }

  private void add(String subject, String variant, int run, String figure, double value) {
    Map<String, Double> values = new HashMap<>();
    rows.removeIf(
        row -> {
          boolean isSame =
              row.subject().equals(subject) && row.variant().equals(variant) && row.run() == run;
          if (isSame) {
            values.putAll(row.values());
          }
          return isSame;
        });
    values.put(figure, value);
    rows.add(new Measurement(subject, variant, run, values));
  }

  private Results results() {
    return new Results(List.of(), List.of(), rows);
  }
}
