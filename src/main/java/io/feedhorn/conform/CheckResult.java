package io.feedhorn.conform;

import java.time.Duration;

/**
 * What came of one claim. Immutable.
 *
 * @param claim its name
 * @param promise the sentence that was checked
 * @param note the evidence where it failed, the reason where it was skipped, else what was seen
 */
public record CheckResult(
    String claim, String promise, Outcome outcome, String note, Duration took) {
  /** How it ended. */
  public enum Outcome {
    PASS,
    FAIL,
    SKIP
  }
}
