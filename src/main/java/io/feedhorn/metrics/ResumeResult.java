package io.feedhorn.metrics;

import java.util.Locale;

/** The result of a subscription or poll that starts from a cursor, for one feed. */
public enum ResumeResult {
  /** The reader gets everything after its cursor. */
  RECOVERED,

  /** History does not reach back to the cursor: snapshots replace what is missing. */
  GAP,

  /** The cursor is of another epoch, or beyond the end of the log: the reader starts again. */
  RESET;

  /** Returns the label value in metrics, for example {@code recovered}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
