package io.feedhorn.cluster.infinispan;

import java.time.Duration;
import java.util.function.Supplier;
import org.infinispan.commons.CacheException;
import org.infinispan.commons.IllegalLifecycleStateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a cache, again if it fails. While partitions merge, the coordinator of Infinispan 15.2.6
 * may not know the topology of a cache yet, and then refuses a node that joins it by a {@code
 * NullPointerException}. Used by one thread; blocks.
 *
 * @param longest the time after which no further attempt begins
 * @param pause the time between two attempts
 */
record RepeatedStart(Duration longest, Duration pause) {
  private static final Logger LOG = LoggerFactory.getLogger(RepeatedStart.class);

  /**
   * Returns the started cache.
   *
   * @param name the name of the cache, for the log
   * @param start one attempt
   * @throws CacheException of the last attempt, if the time is over or the grid is stopped
   */
  <C> C run(String name, Supplier<C> start) throws InterruptedException {
    long begin = System.nanoTime();
    while (true) {
      try {
        return start.get();
      } catch (IllegalLifecycleStateException stopped) {
        throw stopped;
      } catch (CacheException failure) {
        if (System.nanoTime() - begin >= longest.toNanos()) {
          throw failure;
        }
        LOG.warn(
            "Joining the cache {} failed, trying again in {} ms: {}",
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
