package io.feedhorn.compare;

import java.util.List;
import java.util.Optional;

/**
 * The results of a run. Immutable. Times in milliseconds.
 *
 * @param offset the server's time minus the reader's
 * @param error the maximum error of the offset
 * @param updates the number of updates within the window
 */
public record Comparison(
    ComparisonOptions options,
    double offset,
    double error,
    double roundTrip,
    int samples,
    long updates,
    List<TransportResult> rows) {

  ClockResolution resolution() {
    return ClockResolution.of(error);
  }

  Optional<TransportResult> row(String name) {
    return rows.stream().filter(row -> row.name().equals(name)).findFirst();
  }

  /** Returns the rows with enough updates for conclusions. */
  List<TransportResult> significantRows() {
    return rows.stream().filter(TransportResult::isSignificant).toList();
  }

  /** Returns true if one of the rows has enough updates for conclusions. */
  public boolean isSignificant() {
    return rows.stream().anyMatch(TransportResult::isSignificant);
  }

  /** Returns the results as text for a terminal. */
  public String table() {
    return new TextReport(this).text();
  }

  /** Returns the results as JSON; docs/compare.md describes every field. */
  public String json() {
    return new JsonReport(this).text();
  }

  /** Returns the results as CSV (RFC 4180). */
  public String csv() {
    return new CsvReport(this).text();
  }

  /** Returns the results as one HTML page with charts, without external resources. */
  public String html() {
    return new HtmlReport(this).text();
  }
}
