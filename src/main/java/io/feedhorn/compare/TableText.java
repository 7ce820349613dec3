package io.feedhorn.compare;

import io.feedhorn.compare.Figures.Ages;
import java.util.ArrayList;
import java.util.List;

/** A comparison for people, on a terminal. */
final class TableText {
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
      p50 … mean: age of an update when it is there, ms; model: what its mean ought to be.
      screen: mean age of what is shown, ms; behind: the transport's part of it. GB/month: for 1,000
      readers. CPU: the server's, for each update.
      """;

  private final Comparison found;
  private final Grain grain;

  TableText(Comparison found) {
    this.found = found;
    this.grain = found.grain();
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(heading()).append("\n\n");
    table().forEach(line -> text.append(line).append('\n'));
    text.append('\n').append(LEGEND);
    text.append('\n');
    Verdict.of(found).forEach(sentence -> text.append("- ").append(sentence).append('\n'));
    for (Saying saying : Saying.of(found)) {
      text.append("\n\"").append(saying.claim()).append("\"\n");
      saying.measured().forEach(measured -> text.append("  ").append(measured).append('\n'));
    }
    return text.toString().stripTrailing();
  }

  /** What was measured, and how far the clock may be off. */
  String heading() {
    return "%s, %s, %s s, %d updates. Clock: the server's minus this one's is %s ms, ± %s ms; times in steps of %s ms."
        .formatted(
            found.plan().url(),
            String.join(",", found.plan().topics()),
            found.plan().duration().toMillis() / 1e3,
            found.updates(),
            grain.text(found.offset()),
            Verdict.decimals(Math.ceil(found.error() * 1_000) / 1_000, 3),
            grain.step().stripTrailingZeros().toPlainString());
  }

  private List<String> table() {
    List<List<String>> cells = new ArrayList<>();
    cells.add(HEADS);
    found.rows().forEach(row -> cells.add(cells(row)));
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

  List<String> cells(Figures row) {
    Ages age = row.age();
    return List.of(
        row.name(),
        Long.toString(row.updates()),
        Long.toString(row.lost()),
        Long.toString(row.conflated()),
        grain.text(age.p50()),
        grain.text(age.p90()),
        grain.text(age.p99()),
        grain.text(age.max()),
        grain.text(age.mean()),
        grain.text(Model.of(row).mean()),
        grain.text(row.screenMean()),
        grain.text(row.screenBehind()),
        Verdict.whole(row.bytesPerUpdate()),
        Verdict.whole(row.bytesPerMinute() / 1_024),
        Verdict.whole(row.requestsPerMinute()),
        Long.toString(row.connections()),
        Verdict.whole(row.month()),
        Verdict.whole(row.serverCpuMicros()));
  }
}
