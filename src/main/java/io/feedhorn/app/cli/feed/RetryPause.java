package io.feedhorn.app.cli.feed;

import java.time.Duration;
import java.util.Random;

/** Pauses between attempts: each up to twice as long as the previous one. Used by one thread. */
final class RetryPause {
  private static final long MAX_MILLIS = 10_000;

  /** The longest time of a server that is waited for. */
  private static final long MAX_ASKED_MILLIS = 60_000;

  private final Duration first;
  private final Random random;
  private final Sleep sleep;
  private int attempts;

  /** The way to pause. */
  @FunctionalInterface
  interface Sleep {
    /** Pauses the calling thread. */
    void sleep(long millis) throws InterruptedException;
  }

  RetryPause(Duration first, Random random, Sleep sleep) {
    this.first = first;
    this.random = random;
    this.sleep = sleep;
  }

  static RetryPause standard() {
    return new RetryPause(Duration.ofMillis(250), new Random(), Thread::sleep);
  }

  /** Returns the number of pauses since the last success. */
  int attempts() {
    return attempts;
  }

  /**
   * Pauses for half to all of the next duration.
   *
   * @param asked the time that the server asks to wait before, of which a minute counts; or zero
   */
  void pause(Duration asked) throws InterruptedException {
    long limit = Math.min(MAX_MILLIS, first.toMillis() << Math.min(attempts, 16));
    attempts++;
    long own = limit / 2 + (long) (random.nextDouble() * limit / 2);
    sleep.sleep(Math.min(MAX_ASKED_MILLIS, asked.toMillis()) + own);
  }

  /** Begins again with the first duration. */
  void reset() {
    attempts = 0;
  }
}
