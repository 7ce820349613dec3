package io.feedhorn.source;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The pauses after failures: each twice as long as the one before, up to a maximum, and shortened
 * at random by up to a half, so that many sources do not come back at the same moment. Not
 * thread-safe.
 */
public final class Backoff {
  private final long minMillis;
  private final long maxMillis;
  private final RandomGenerator random;
  private long nextMillis;

  public Backoff(Duration min, Duration max, RandomGenerator random) {
    this.minMillis = Math.max(1, min.toMillis());
    this.maxMillis = Math.max(minMillis, max.toMillis());
    this.random = random;
    this.nextMillis = minMillis;
  }

  /** Returns the pause after one more failure. */
  public long nextMillis() {
    long longest = nextMillis;
    nextMillis = Math.min(maxMillis, 2 * nextMillis);
    return random.nextLong(Math.max(1, longest / 2), longest + 1);
  }

  /** Starts with the shortest pause again, after a success. */
  public void reset() {
    nextMillis = minMillis;
  }
}
