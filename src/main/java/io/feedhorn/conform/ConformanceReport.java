package io.feedhorn.conform;

import io.feedhorn.conform.CheckResult.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What came of a run. Immutable.
 *
 * @param run the name that all topics of the run have in them
 */
public record ConformanceReport(
    ConformanceOptions suiteOptions, String run, List<CheckResult> verdicts, Duration took) {
  private static final int NAME_COLUMNS = 21;
  private static final String INDENT = " ".repeat(8);

  public ConformanceReport {
    verdicts = List.copyOf(verdicts);
  }

  /** Whether no claim failed. */
  public boolean holds() {
    return count(Outcome.FAIL) == 0;
  }

  private long count(Outcome outcome) {
    return verdicts.stream().filter(verdict -> verdict.outcome() == outcome).count();
  }

  /** The line above a table. */
  public static String heading(ConformanceOptions suiteOptions, String run) {
    return "Conformance of %s, run %s, seed %d"
        .formatted(suiteOptions.url(), run, suiteOptions.seed());
  }

  /** One row of the table, of a line or more. */
  public static String row(CheckResult verdict) {
    String word = verdict.outcome() == Outcome.PASS ? "pass" : verdict.outcome().name();
    String row = "  %-4s  %-" + NAME_COLUMNS + "s %s (%d ms)";
    StringBuilder text =
        new StringBuilder(
            row.formatted(word, verdict.claim(), verdict.promise(), verdict.took().toMillis()));
    verdict.note().lines().forEach(line -> text.append('\n').append(INDENT).append(line));
    return text.toString();
  }

  /** The line below a table. */
  public String summary() {
    return String.format(
        Locale.ROOT,
        "%d passed, %d failed, %d skipped in %.1f s",
        count(Outcome.PASS),
        count(Outcome.FAIL),
        count(Outcome.SKIP),
        took.toMillis() / 1e3);
  }

  /** All of it for machines. */
  public String json() {
    JsonArray claims = new JsonArray();
    for (CheckResult verdict : verdicts) {
      claims.add(
          new JsonObject()
              .put("claim", verdict.claim())
              .put("promise", verdict.promise())
              .put("outcome", verdict.outcome().name().toLowerCase(Locale.ROOT))
              .put("note", verdict.note())
              .put("millis", verdict.took().toMillis()));
    }
    return new JsonObject()
        .put("url", suiteOptions.url().toString())
        .put("run", run)
        .put("seed", suiteOptions.seed())
        .put("passed", count(Outcome.PASS))
        .put("failed", count(Outcome.FAIL))
        .put("skipped", count(Outcome.SKIP))
        .put("millis", took.toMillis())
        .put("claims", claims)
        .encodePrettily();
  }
}
