package io.feedhorn.bench.report;

import io.feedhorn.bench.Measurement;
import io.feedhorn.bench.PeerLabels;
import io.feedhorn.bench.Results;
import java.util.List;
import java.util.stream.Collectors;

/** A Markdown table with a row for each subject and variant. */
final class Table {
  private Table() {}

  static String of(
      Results results, String subjectTitle, String variantTitle, List<Column> columns) {
    boolean variants = !variantTitle.isEmpty();
    StringBuilder text = new StringBuilder("| " + subjectTitle + " |");
    if (variants) {
      text.append(' ').append(variantTitle).append(" |");
    }
    columns.forEach(column -> text.append(' ').append(column.title()).append(" |"));
    text.append("\n|---|").append(variants ? "---:|" : "");
    text.append("---:|".repeat(columns.size())).append('\n');
    for (String variant : results.variants()) {
      for (String subject : results.subjects()) {
        List<Measurement> rows = results.of(subject, variant);
        if (!rows.isEmpty()) {
          text.append("| ").append(PeerLabels.label(subject)).append(" |");
          text.append(variants ? " " + variant + " |" : "");
          text.append(
              columns.stream()
                  .map(column -> " " + column.cell().apply(rows) + " |")
                  .collect(Collectors.joining()));
          text.append('\n');
        }
      }
    }
    return text.toString();
  }
}
