package io.feedhorn.reader;

import java.time.Duration;

/**
 * The limits of readers. Immutable.
 *
 * @param max the maximum number of readers
 * @param age the time after which a reader that is not used is removed
 */
public record ReaderOptions(int max, Duration age) {
  /** 10,000 readers, 90 days. */
  public static final ReaderOptions DEFAULT = new ReaderOptions(10_000, Duration.ofDays(90));
}
