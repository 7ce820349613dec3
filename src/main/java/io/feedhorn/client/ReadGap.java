package io.feedhorn.client;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The longest time between two reads of a stream. Written by the stream's event loop, read by one
 * other thread.
 */
public final class ReadGap {
  private final Semaphore reads = new Semaphore(0);
  private final long began = System.nanoTime();
  private volatile long last = began;
  private volatile long longestNanos;

  /** Records a read. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written by one thread
  void dataRead() {
    long now = System.nanoTime();
    longestNanos = Math.max(longestNanos, now - last);
    last = now;
    reads.release();
  }

  /** Returns true if no gap was longer than this, the current one included. */
  public boolean isAtMost(Duration time) {
    return Math.max(longestNanos, System.nanoTime() - last) <= time.toNanos();
  }

  /** Returns true if the stream has been open for this time. */
  public boolean hasLasted(Duration time) {
    return System.nanoTime() - began >= time.toNanos();
  }

  /** Waits for the next read. Returns false if there was none in time. */
  public boolean awaitRead(Duration time) throws InterruptedException {
    reads.drainPermits();
    return reads.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS);
  }
}
