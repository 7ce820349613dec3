package io.feedhorn.log;

import java.util.Map;

/**
 * What each feed is set to. Immutable.
 *
 * @param fallback the options of every feed that is not named
 * @param named the options of the feeds that are configured
 * @param bounds how many feeds and topics there may be
 */
public record FeedsOptions(FeedOptions fallback, Map<String, FeedOptions> named, LogLimits bounds) {
  public FeedsOptions {
    named = Map.copyOf(named);
  }

  public FeedsOptions(FeedOptions fallback, Map<String, FeedOptions> named) {
    this(fallback, named, LogLimits.DEFAULT);
  }

  /** The options of a feed, configured or not. */
  public FeedOptions of(String feed) {
    return named.getOrDefault(feed, fallback);
  }
}
