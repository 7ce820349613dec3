package io.feedhorn.conform;

import io.feedhorn.conform.CheckResult.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The results of a run, as a table and as JSON. Immutable.
 *
 * @param run the name that all topics of the run contain
 */
public record ConformanceReport(
    ConformanceOptions options, String run, List<CheckResult> results, Duration took) {
  private static final int NAME_COLUMNS = 21;
  private static final String INDENT = " ".repeat(8);

  public ConformanceReport {
    results = List.copyOf(results);
  }

  /** Returns true if no check failed. */
  public boolean passed() {
    return count(Outcome.FAIL) == 0;
  }

  private long count(Outcome outcome) {
    return results.stream().filter(result -> result.outcome() == outcome).count();
  }

  /** Returns the line above the table. */
  public static String heading(ConformanceOptions options, String run) {
    return "Conformance of %s, run %s, seed %d".formatted(options.url(), run, options.seed());
  }

  /** Returns one row of the table, with a line for each line of its note. */
  public static String row(CheckResult result) {
    String outcome = result.outcome() == Outcome.PASS ? "pass" : result.outcome().name();
    String format = "  %-4s  %-" + NAME_COLUMNS + "s %s (%d ms)";
    StringBuilder row =
        new StringBuilder(
            format.formatted(outcome, result.check(), result.promise(), result.took().toMillis()));
    result.note().lines().forEach(line -> row.append('\n').append(INDENT).append(line));
    return row.toString();
  }

  /** Returns the line below the table. */
  public String summary() {
    return String.format(
        Locale.ROOT,
        "%d passed, %d failed, %d skipped in %.1f s",
        count(Outcome.PASS),
        count(Outcome.FAIL),
        count(Outcome.SKIP),
        took.toMillis() / 1e3);
  }

  /** Returns all results as a JSON object, with the field names of docs/conform.md. */
  public String json() {
    JsonArray claims = new JsonArray();
    for (CheckResult result : results) {
      claims.add(
          new JsonObject()
              .put("claim", result.check())
              .put("promise", result.promise())
              .put("outcome", result.outcome().name().toLowerCase(Locale.ROOT))
              .put("note", result.note())
              .put("millis", result.took().toMillis()));
    }
    return new JsonObject()
        .put("url", options.url().toString())
        .put("run", run)
        .put("seed", options.seed())
        .put("passed", count(Outcome.PASS))
        .put("failed", count(Outcome.FAIL))
        .put("skipped", count(Outcome.SKIP))
        .put("millis", took.toMillis())
        .put("claims", claims)
        .encodePrettily();
  }
}
