package io.feedhorn.cluster.infinispan;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Predicate;
import org.infinispan.commons.CacheException;
import org.infinispan.commons.IllegalLifecycleStateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a cache or the grid, again if it fails. While partitions merge, the coordinator of
 * Infinispan 15.2.6 may not know the topology of a cache yet, or a member that had it, and then
 * refuses a node that joins it by a {@code NullPointerException}. Used by one thread; blocks.
 *
 * @param longest the time after the first failure after which no further attempt begins
 * @param pause the time between two attempts
 */
record RepeatedStart(Duration longest, Duration pause) {
  private static final Logger LOG = LoggerFactory.getLogger(RepeatedStart.class);

  /** One attempt to start something. */
  interface Attempt<C> {
    C run() throws IOException;
  }

  /**
   * Returns what was started.
   *
   * @param name what is joined, for the log: {@code the cache feedhorn.heads}
   * @param isTransient returns true for a failure after which another attempt makes sense
   * @param start one attempt
   * @throws CacheException of the last attempt, if the time is over or the grid is stopped
   */
  <C> C run(String name, Predicate<CacheException> isTransient, Attempt<C> start)
      throws IOException, InterruptedException {
    long firstFailure = 0;
    for (int failures = 0; ; failures++) {
      try {
        return start.run();
      } catch (IllegalLifecycleStateException stopped) {
        throw stopped;
      } catch (CacheException failure) {
        firstFailure = failures == 0 ? System.nanoTime() : firstFailure;
        if (!isTransient.test(failure) || System.nanoTime() - firstFailure >= longest.toNanos()) {
          throw failure;
        }
        LOG.warn(
            "Joining {} failed, trying again in {} ms: {}",
            name,
            pause.toMillis(),
            rootCause(failure).getMessage());
      }
      Thread.sleep(pause.toMillis());
    }
  }

  static Throwable rootCause(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
