package io.feedhorn.hub;

import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.Metrics;

/**
 * The number of subscribed patterns of one feed on one event loop, for the metrics. Owned by that
 * event loop. Feeds that do not exist are counted together until they do.
 */
final class PatternCount {
  private final FeedRegistry feeds;
  private final Metrics metrics;
  private final String feed;
  private boolean exists;
  private int patterns;

  PatternCount(FeedRegistry feeds, Metrics metrics, String feed) {
    this.feeds = feeds;
    this.metrics = metrics;
    this.feed = feed;
    this.exists = feeds.exists(feed);
  }

  void add(int change) {
    patterns += change;
    metrics.subscribed(label(), change);
  }

  private String label() {
    return exists ? feed : Metrics.UNKNOWN_FEED;
  }

  /** Counts under the feed's own name from now on, if it exists now. */
  void update() {
    if (!exists && feeds.exists(feed)) {
      metrics.subscribed(label(), -patterns);
      exists = true;
      metrics.subscribed(label(), patterns);
    }
  }
}
