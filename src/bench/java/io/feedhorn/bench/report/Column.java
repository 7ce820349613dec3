package io.feedhorn.bench.report;

import io.feedhorn.bench.Measurement;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * One column of a table.
 *
 * @param title the column's header
 * @param cell the text of a cell for the rows of one subject and variant
 */
record Column(String title, Function<List<Measurement>, String> cell) {
  /** Returns a column with median, minimum and maximum of a figure. */
  static Column spread(String title, String figure) {
    return new Column(title, rows -> Distribution.of(values(rows, figure)).text());
  }

  /** Returns a column with the median of a figure. */
  static Column median(String title, String figure) {
    return new Column(
        title, rows -> Distribution.text(Distribution.of(values(rows, figure)).median()));
  }

  /** Returns a column with the sum of some figures. */
  static Column sum(String title, String... figures) {
    return new Column(
        title,
        rows -> {
          double sum = 0;
          for (String figure : figures) {
            sum += rows.stream().mapToDouble(row -> row.value(figure)).sum();
          }
          return String.format(Locale.ROOT, "%,d", (long) sum);
        });
  }

  static List<Double> values(List<Measurement> rows, String figure) {
    return rows.stream().map(row -> row.value(figure)).toList();
  }
}
