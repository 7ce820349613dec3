package io.feedhorn.compare;

import java.util.List;
import java.util.Optional;

/**
 * What a run found. Immutable. Times in milliseconds.
 *
 * @param offset the server's time minus the reader's
 * @param error how far off that may be
 * @param updates how many there were to see
 */
public record Comparison(
    Plan plan,
    double offset,
    double error,
    double roundTrip,
    int samples,
    long updates,
    List<Figures> rows) {

  Grain grain() {
    return Grain.of(error);
  }

  Optional<Figures> row(String name) {
    return rows.stream().filter(row -> row.name().equals(name)).findFirst();
  }

  /** Rows with enough updates to say something. */
  List<Figures> telling() {
    return rows.stream().filter(Figures::tells).toList();
  }

  /** Whether any row measured anything. */
  public boolean isOfUse() {
    return rows.stream().anyMatch(Figures::tells);
  }

  /** For people, on a terminal. */
  public String table() {
    return new TableText(this).text();
  }

  /** For programs; docs/compare.md has every field. */
  public String json() {
    return new JsonReport(this).text();
  }

  /** For spreadsheets: a line a row, RFC 4180. */
  public String csv() {
    return new CsvText(this).text();
  }

  /** One page with charts that needs nothing else. */
  public String html() {
    return new HtmlPage(this).text();
  }
}
