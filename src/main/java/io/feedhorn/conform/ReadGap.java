package io.feedhorn.conform;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The time between two reads of a stream. Broken by the event loop of the stream, asked for by the
 * one thread that waits.
 */
final class ReadGap {
  private final Semaphore reads = new Semaphore(0);
  private final long began = System.nanoTime();
  private volatile long last = began;
  private volatile long longest;

  /** Something was read. On the stream's event loop only. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written by one thread
  void broken() {
    long now = System.nanoTime();
    longest = Math.max(longest, now - last);
    last = now;
    reads.release();
  }

  /** If no silence so far, that of now included, was longer than this. */
  boolean wasNeverLongerThan(Duration time) {
    return Math.max(longest, System.nanoTime() - last) <= time.toNanos();
  }

  /** If it has been listened to for at least this. */
  boolean isOlderThan(Duration time) {
    return System.nanoTime() - began >= time.toNanos();
  }

  /** If the silence from now on ends in time. */
  boolean endsWithin(Duration time) throws InterruptedException {
    reads.drainPermits();
    return reads.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS);
  }
}
