package io.feedhorn.log;

import java.util.HashMap;
import java.util.Map;

/**
 * The settings of all feeds. Immutable.
 *
 * @param fallback the options of feeds that are not configured
 * @param named the options of configured feeds, by name
 * @param bounds the maximum numbers of feeds and topics
 */
public record FeedsOptions(FeedOptions fallback, Map<String, FeedOptions> named, LogLimits bounds) {
  public FeedsOptions {
    named = Map.copyOf(named);
  }

  public FeedsOptions(FeedOptions fallback, Map<String, FeedOptions> named) {
    this(fallback, named, LogLimits.DEFAULT);
  }

  /** Returns these settings with those of another feed. */
  public FeedsOptions with(String feed, FeedOptions options) {
    Map<String, FeedOptions> all = new HashMap<>(named);
    all.put(feed, options);
    return new FeedsOptions(fallback, all, bounds);
  }

  /** Returns true if it is published who reads the topics of a feed. */
  public boolean hasPresence() {
    return fallback.presence() || named.values().stream().anyMatch(FeedOptions::presence);
  }

  /** Returns true if a feed has the setting {@code trace}. */
  public boolean hasTrace() {
    return fallback.trace() || named.values().stream().anyMatch(FeedOptions::trace);
  }

  /** Returns the options of a feed, configured or not. */
  public FeedOptions of(String feed) {
    return named.getOrDefault(feed, fallback);
  }
}
