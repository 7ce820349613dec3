package io.feedhorn.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Operations on lists of patterns. */
public final class TopicPatterns {
  private TopicPatterns() {}

  /** Returns the patterns of each feed. Feeds and patterns keep their order. */
  public static Map<String, List<TopicPattern>> byFeed(List<TopicPattern> patterns) {
    Map<String, List<TopicPattern>> byFeed = new LinkedHashMap<>();
    for (TopicPattern pattern : patterns) {
      byFeed.computeIfAbsent(pattern.feed(), feed -> new ArrayList<>(1)).add(pattern);
    }
    return byFeed;
  }

  /**
   * Checks that a cursor contains only feeds of the patterns.
   *
   * @throws FeedException {@link ErrorCode#BAD_CURSOR} if it contains another feed
   */
  public static void requireFeedsOf(
      Map<String, List<TopicPattern>> byFeed, @Nullable Cursor cursor) {
    if (cursor == null) {
      return;
    }
    for (String feed : cursor.positions().keySet()) {
      if (!byFeed.containsKey(feed)) {
        throw new FeedException(
            ErrorCode.BAD_CURSOR,
            "The cursor contains the feed '%s', but no pattern does; the patterns are of %s."
                .formatted(feed, String.join(", ", byFeed.keySet())));
      }
    }
  }
}
