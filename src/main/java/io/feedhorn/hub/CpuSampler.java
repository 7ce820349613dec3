package io.feedhorn.hub;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * A sampler of the CPU time of pieces of work on one thread. Owned by one event loop, not
 * thread-safe. A call to the system takes almost a microsecond; therefore one of {@value #ONE_OF}
 * pieces is measured and counts for all of them.
 */
public final class CpuSampler {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final boolean SUPPORTED =
      THREADS.isCurrentThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled();

  /** A prime number, so that periodic work is not sampled in step with its period. */
  private static final int ONE_OF = 5;

  private int skipped;
  private long startNanos;

  /** Begins a piece of work, and returns true if it is measured. */
  public boolean start() {
    if (!SUPPORTED || ++skipped < ONE_OF) {
      return false;
    }
    skipped = 0;
    startNanos = THREADS.getCurrentThreadCpuTime();
    return true;
  }

  /**
   * Ends a part of a measured piece.
   *
   * @return CPU time in nanoseconds since the previous part, extrapolated to all pieces
   */
  public long elapsedNanos() {
    long now = THREADS.getCurrentThreadCpuTime();
    long nanos = (now - startNanos) * ONE_OF;
    startNanos = now;
    return nanos;
  }
}
