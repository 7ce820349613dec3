package io.feedhorn.compare;

import io.feedhorn.compare.TransportResult.Ages;
import java.util.ArrayList;
import java.util.List;

/** A comparison as text for a terminal. */
final class TextReport {
  static final List<String> HEADS =
      List.of(
          "transport",
          "updates",
          "lost",
          "confl.",
          "p50",
          "p90",
          "p99",
          "max",
          "mean",
          "model",
          "screen",
          "behind",
          "B/update",
          "KiB/min",
          "req/min",
          "conn.",
          "GB/month",
          "CPU µs");

  static final String LEGEND =
      """
      p50 … mean: age of an update on arrival, ms; model: the mean that the model predicts.
      screen: mean age of the displayed value, ms; behind: the transport's part of it. GB/month: for
      1,000 readers. CPU: of the server, for each update.
      """;

  private final Comparison comparison;
  private final ClockResolution resolution;

  TextReport(Comparison comparison) {
    this.comparison = comparison;
    this.resolution = comparison.resolution();
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(heading()).append("\n\n");
    table().forEach(line -> text.append(line).append('\n'));
    text.append('\n').append(LEGEND);
    text.append('\n');
    Findings.of(comparison).forEach(sentence -> text.append("- ").append(sentence).append('\n'));
    for (CommonClaim claim : CommonClaim.of(comparison)) {
      text.append("\n\"").append(claim.claim()).append("\"\n");
      claim.measured().forEach(measured -> text.append("  ").append(measured).append('\n'));
    }
    return text.toString().stripTrailing();
  }

  /** Returns the measured server and topics, and the error of the clock. */
  String heading() {
    return "%s, %s, %s s, %d updates. Clock: the server's time minus this machine's is %s ms, ± %s ms; times in steps of %s ms."
        .formatted(
            comparison.options().url(),
            String.join(",", comparison.options().topics()),
            comparison.options().duration().toMillis() / 1e3,
            comparison.updates(),
            resolution.text(comparison.offset()),
            Findings.decimals(Math.ceil(comparison.error() * 1_000) / 1_000, 3),
            resolution.step().stripTrailingZeros().toPlainString());
  }

  private List<String> table() {
    List<List<String>> cells = new ArrayList<>();
    cells.add(HEADS);
    comparison.rows().forEach(row -> cells.add(cells(row)));
    List<String> lines = new ArrayList<>();
    for (List<String> row : cells) {
      StringBuilder line = new StringBuilder("  ");
      for (int column = 0; column < HEADS.size(); column++) {
        int at = column;
        int width = cells.stream().mapToInt(each -> each.get(at).length()).max().orElse(0);
        String cell = row.get(column);
        String room = " ".repeat(width - cell.length());
        line.append(column == 0 ? cell + room : "  " + room + cell);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  List<String> cells(TransportResult row) {
    Ages age = row.age();
    return List.of(
        row.name(),
        Long.toString(row.updates()),
        Long.toString(row.lost()),
        Long.toString(row.conflated()),
        resolution.text(age.p50()),
        resolution.text(age.p90()),
        resolution.text(age.p99()),
        resolution.text(age.max()),
        resolution.text(age.mean()),
        resolution.text(LatencyModel.of(row).mean()),
        resolution.text(row.displayedAgeMean()),
        resolution.text(row.displayedAgeBehind()),
        Findings.whole(row.bytesPerUpdate()),
        Findings.whole(row.bytesPerMinute() / 1_024),
        Findings.whole(row.requestsPerMinute()),
        Long.toString(row.connections()),
        Findings.whole(row.gigabytesPerMonth()),
        Findings.whole(row.serverCpuMicros()));
  }
}
