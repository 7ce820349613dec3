package io.feedhorn.conform;

import java.time.Duration;

/**
 * The result of one contract check. Immutable.
 *
 * @param check its name
 * @param promise the property that was checked, as a sentence
 * @param note the evidence of a failure, the reason of a skip, else details
 */
public record CheckResult(
    String check, String promise, Outcome outcome, String note, Duration took) {
  /** The outcomes of a contract check. */
  public enum Outcome {
    PASS,
    FAIL,
    SKIP
  }
}
