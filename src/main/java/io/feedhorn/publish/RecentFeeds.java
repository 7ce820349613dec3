package io.feedhorn.publish;

import io.feedhorn.model.Update;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The newest updates of all feeds. Owned by the writer's event loop, not thread-safe. The bytes of
 * all feeds together have a maximum: there may be thousands of feeds, most of which have no readers
 * at a time. Beyond it, those of the feed that was published on the longest time ago are dropped.
 */
final class RecentFeeds {
  static final long MAX_BYTES = 32L * 1024 * 1024;

  /** By the feed's name, in the order of the newest publish. */
  private final Map<String, RecentUpdates> feeds = new LinkedHashMap<>(16, 0.75f, true);

  private long bytes;

  /** Adds the newest updates of a feed. */
  void addAll(String feed, List<Update> newest) {
    RecentUpdates updates = feeds.computeIfAbsent(feed, name -> new RecentUpdates());
    bytes -= updates.bytes();
    updates.addAll(newest);
    bytes += updates.bytes();
    Iterator<RecentUpdates> oldestFirst = feeds.values().iterator();
    while (bytes > MAX_BYTES && feeds.size() > 1) {
      drop(oldestFirst.next());
      oldestFirst.remove();
    }
  }

  /** Drops those of a feed. */
  void remove(String feed) {
    RecentUpdates removed = feeds.remove(feed);
    if (removed != null) {
      drop(removed);
    }
  }

  private void drop(RecentUpdates updates) {
    bytes -= updates.bytes();
    updates.clear();
  }
}
