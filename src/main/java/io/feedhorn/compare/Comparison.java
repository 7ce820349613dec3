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
    ComparisonOptions comparison,
    double offset,
    double error,
    double roundTrip,
    int samples,
    long updates,
    List<TransportResult> rows) {

  ClockResolution grain() {
    return ClockResolution.of(error);
  }

  Optional<TransportResult> row(String name) {
    return rows.stream().filter(row -> row.name().equals(name)).findFirst();
  }

  /** Rows with enough updates to say something. */
  List<TransportResult> telling() {
    return rows.stream().filter(TransportResult::tells).toList();
  }

  /** Whether any row measured anything. */
  public boolean isOfUse() {
    return rows.stream().anyMatch(TransportResult::tells);
  }

  /** For people, on a terminal. */
  public String table() {
    return new TextReport(this).text();
  }

  /** For programs; docs/compare.md has every field. */
  public String json() {
    return new JsonReport(this).text();
  }

  /** For spreadsheets: a line a row, RFC 4180. */
  public String csv() {
    return new CsvReport(this).text();
  }

  /** One page with charts that needs nothing else. */
  public String html() {
    return new HtmlReport(this).text();
  }
}
