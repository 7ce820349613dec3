package io.feedhorn.store.artemis;

import java.util.HashMap;
import java.util.Map;

/** Reports damaged records, and updates that are missing because a record's header is damaged. */
final class DamageCheck {
  private final JournalContent content;
  private final Map<Long, Byte> damaged;
  private final Map<String, RecordReader.Feed> newestFeeds;
  private final Map<Integer, FeedState> feeds = new HashMap<>();

  DamageCheck(
      JournalContent content, Map<Long, Byte> damaged, Map<String, RecordReader.Feed> newestFeeds) {
    this.content = content;
    this.damaged = damaged;
    this.newestFeeds = newestFeeds;
    content.index.feeds().forEach(feed -> feeds.put(feed.number(), feed));
  }

  void run() {
    damaged.forEach(this::report);
    content.index.feeds().forEach(this::checkFeed);
  }

  private void report(long id, byte kind) {
    content.obsolete.add(id);
    FeedState feed = id > 0 ? feeds.get(FeedState.numberOf(id)) : null;
    if (feed == null) {
      content.report("", 0, "the checksum of a record of kind %d is wrong".formatted(kind));
    } else if (FeedState.offsetOf(id) <= feed.endOffset()) {
      content.report(feed.name(), FeedState.offsetOf(id), "the checksum is wrong");
    }
    // Beyond the end: a write that was torn by a loss of power and was never confirmed.
  }

  private void checkFeed(FeedState feed) {
    RecordReader.Feed stored = newestFeeds.get(feed.name());
    if (stored == null) {
      return;
    }
    if (feed.endOffset() > stored.endOffset()) {
      content.report(feed.name(), 0, "the newest record of the feed's state is damaged");
      return;
    }
    long missing = stored.updates() - feed.offsets().size() - content.damagedUpdates(feed.name());
    long sum = stored.sum() - feed.offsets().sum() - content.damagedSum(feed.name());
    if (missing == 1 && sum > 0) {
      content.report(feed.name(), sum, "the record is missing");
    } else if (missing != 0 || sum != 0) {
      content.report(feed.name(), 0, "%d updates are missing".formatted(missing));
    }
  }
}
