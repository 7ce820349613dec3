package io.feedhorn.cluster.infinispan;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import org.infinispan.Cache;

/**
 * The places that all nodes share for feeds that are not configured. A place is never released, as
 * feeds do not end. Safe on any thread.
 */
final class FeedQuota {
  private static final String KEY_PREFIX = "feed ";

  private final Cache<String, String> facts;
  private final WorkerExecutor workers;

  FeedQuota(Cache<String, String> facts, WorkerExecutor workers) {
    this.facts = facts;
    this.workers = workers;
  }

  /**
   * Reserves a place for a feed. Returns true also if the feed has one already, and false if all
   * places are taken.
   *
   * @param reserved the approximate number of taken places
   */
  Future<Boolean> reserve(String feed, int reserved, int places) {
    return workers.executeBlocking(
        () -> {
          for (int i = 0; i < places; i++) {
            String holder = facts.putIfAbsent(KEY_PREFIX + (reserved + i) % places, feed);
            if (holder == null || holder.equals(feed)) {
              return true;
            }
          }
          return false;
        },
        false);
  }
}
