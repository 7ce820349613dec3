package io.feedhorn.cluster;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import org.infinispan.Cache;

/**
 * The places that all nodes together have for feeds that are not configured. A place that was taken
 * is not given back, as feeds do not end. Safe on any thread.
 */
final class FeedQuota {
  private static final String PLACE = "feed ";

  private final Cache<String, String> facts;
  private final WorkerExecutor worker;

  FeedQuota(Cache<String, String> facts, WorkerExecutor worker) {
    this.facts = facts;
    this.worker = worker;
  }

  /**
   * Takes a place for a feed, which may have one already.
   *
   * @param taken about how many are taken
   * @return false where all of them are
   */
  Future<Boolean> take(String feed, int taken, int places) {
    return worker.executeBlocking(
        () -> {
          for (int i = 0; i < places; i++) {
            String there = facts.putIfAbsent(PLACE + (taken + i) % places, feed);
            if (there == null || there.equals(feed)) {
              return true;
            }
          }
          return false;
        },
        false);
  }
}
