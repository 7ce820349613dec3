package io.feedhorn.hub;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * What a piece of work on this thread costs in CPU time. Owned by one event loop, not thread-safe.
 * Asking the kernel costs a good part of a microsecond, so only one piece of some is measured, and
 * counts for all of them.
 */
public final class CpuSampler {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final boolean KNOWN =
      THREADS.isCurrentThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled();

  /** A prime, so that work that comes in a rhythm is not measured in step with it. */
  private static final int ONE_OF = 5;

  private int skipped;
  private long mark;

  /** Begins a piece of work; whether it is one that is measured. */
  public boolean start() {
    if (!KNOWN || ++skipped < ONE_OF) {
      return false;
    }
    skipped = 0;
    mark = THREADS.getCurrentThreadCpuTime();
    return true;
  }

  /**
   * Ends a part of a piece that is measured.
   *
   * @return nanoseconds since the part before it ended, for this piece and those that are not
   *     measured
   */
  public long elapsedNanos() {
    long now = THREADS.getCurrentThreadCpuTime();
    long nanos = (now - mark) * ONE_OF;
    mark = now;
    return nanos;
  }
}
