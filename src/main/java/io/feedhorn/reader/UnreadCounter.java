package io.feedhorn.reader;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.UncountedUpdates;
import io.feedhorn.model.NotificationFeeds;
import io.feedhorn.model.Position;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The number of unread updates of readers: by {@code seq}, so that it is known without the updates.
 * Owned by the writer's event loop, not thread-safe.
 */
final class UnreadCounter {
  /** The maximum number of topics of one reader whose unread updates are counted. */
  static final int MAX_TOPICS = 1_000;

  private static final int MAX_CACHED_PATTERNS = 1_000;

  private final FeedRegistry feeds;

  /** The topics of patterns with wildcards, so that a feed is not searched for each move. */
  private final Map<String, MatchedTopics> cache =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, MatchedTopics> eldest) {
          return size() > MAX_CACHED_PATTERNS;
        }
      };

  /**
   * The topics of a log that match a pattern, valid until a topic of the log begins or ends.
   *
   * @param log weak, because a log that was replaced must not stay in memory for its readers
   */
  private record MatchedTopics(WeakReference<FeedLog> log, long version, List<String> names) {}

  UnreadCounter(FeedRegistry feeds) {
    this.feeds = feeds;
  }

  /** Returns the unread updates of each topic that matches a pattern of a reader. */
  ReaderStatus.Unread count(ReaderState state) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (TopicPattern pattern : state.patterns()) {
      FeedLog log = feeds.log(pattern.feed());
      if (log == null || pattern.feed().equals(Topic.SYSTEM_FEED)) {
        continue;
      }
      for (String topic : topics(log, pattern)) {
        if (counts.size() == MAX_TOPICS && !counts.containsKey(topic)) {
          return new ReaderStatus.Unread(counts, true);
        }
        counts.put(topic, unread(log, topic, state.progress(pattern.feed())));
      }
    }
    return new ReaderStatus.Unread(counts, false);
  }

  /**
   * Returns the number of unread updates of a topic. This is the one place that decides which
   * updates count: all after the acknowledged position but those that are acknowledged one by one;
   * of notifications those that are still delivered. A deletion does not count, nor do the updates
   * before it.
   */
  private long unread(FeedLog log, String topic, @Nullable FeedProgress progress) {
    long nowMicros = feeds.clock().micros();
    long count = log.countAfter(topic, readUpTo(log, topic, progress), nowMicros);
    return Math.max(0, count - single(log, topic, progress, nowMicros));
  }

  /** Returns the number of updates that would count, but are acknowledged one by one. */
  private static long single(
      FeedLog log, String topic, @Nullable FeedProgress progress, long nowMicros) {
    if (progress == null || !progress.epoch().equals(log.epoch())) {
      return 0;
    }
    boolean notifications = NotificationFeeds.contains(topic.substring(0, topic.indexOf('.')));
    UncountedUpdates uncounted = log.topics().uncounted();
    long countedAfter = uncounted.countedAfter(topic);
    return progress.singleOf(topic).stream()
        .filter(offset -> offset > countedAfter)
        .filter(offset -> !notifications || uncounted.isDelivered(topic, offset, nowMicros))
        .count();
  }

  /** Returns the seq of a topic's newest update that a reader has read, or does not count. */
  private static long readUpTo(FeedLog log, String topic, @Nullable FeedProgress progress) {
    if (progress == null || !progress.epoch().equals(log.epoch())) {
      return 0;
    }
    Position acknowledged = progress.acknowledged();
    long known = progress.seq(topic);
    return acknowledged == null ? known : log.seqUpTo(topic, acknowledged.offset(), known);
  }

  /**
   * Returns the progress of a reader that acknowledges a position, with the seq of each topic:
   * history may not have the update any more when the unread updates are counted.
   */
  FeedProgress acknowledged(ReaderState state, String feed, Position position) {
    FeedProgress before = state.progress(feed);
    FeedLog log = feeds.log(feed);
    Map<String, Long> seqs = new HashMap<>();
    boolean sameLog = before != null && before.epoch().equals(position.epoch());
    if (log != null) {
      for (String topic : topics(log, state.patterns(), feed)) {
        long known = before != null && sameLog ? before.seq(topic) : 0;
        putKnown(seqs, topic, log.seqUpTo(topic, position.offset(), known));
      }
    }
    FeedProgress moved = new FeedProgress(position.epoch(), position, seqs);
    return before != null && sameLog
        ? moved.withSingle(before.single().tailMap(position.offset(), false))
        : moved;
  }

  /**
   * Returns the progress of a reader that acknowledges one update after its position. An update
   * that history does not hold any more changes nothing.
   */
  FeedProgress acknowledgedSingly(ReaderState state, String feed, long offset) {
    FeedLog log = feeds.log(feed);
    FeedProgress known = state.progress(feed);
    FeedProgress before = inCurrentLog(state, feed);
    FeedProgress unchanged = known == null ? before : known;
    if (log == null) {
      return unchanged;
    }
    long nowMicros = feeds.clock().micros();
    return topics(log, state.patterns(), feed).stream()
        .filter(topic -> log.topics().uncounted().isDelivered(topic, offset, nowMicros))
        .findFirst()
        .map(topic -> before.withSingle(offset, topic))
        .orElse(unchanged);
  }

  /** Returns the progress of a reader; if its log is over, that with which the new one begins. */
  private FeedProgress inCurrentLog(ReaderState state, String feed) {
    FeedProgress known = state.progress(feed);
    String epoch = feeds.endPosition(feed).epoch();
    if (known != null && known.epoch().equals(epoch)) {
      return known;
    }
    if (known == null || known.acknowledged() == null) {
      return subscribed(state, feed, state.patterns());
    }
    // With a position, because clients drop single updates of another epoch than the cursor's.
    return new FeedProgress(epoch, new Position(epoch, 0, true), Map.of());
  }

  /**
   * Returns the progress of a reader that subscribes to more patterns of a feed. Before it has
   * acknowledged anything, updates do not count that history did not hold any more when it first
   * subscribed to their topic.
   *
   * @param earlier the patterns with which it had subscribed before
   */
  FeedProgress subscribed(ReaderState state, String feed, List<TopicPattern> earlier) {
    FeedProgress before = state.progress(feed);
    FeedLog log = feeds.log(feed);
    String epoch = feeds.endPosition(feed).epoch();
    if (before != null && before.acknowledged() != null) {
      return before.epoch().equals(epoch)
          ? acknowledged(state, feed, before.acknowledged())
          : before;
    }
    Map<String, Long> seqs = new HashMap<>();
    Map<String, Long> known =
        before != null && before.epoch().equals(epoch) ? before.seqs() : Map.of();
    if (log != null) {
      Set<String> counted = new HashSet<>(topics(log, earlier, feed));
      for (String topic : topics(log, state.patterns(), feed)) {
        long uncounted = counted.contains(topic) ? 0 : log.oldestSeq(topic) - 1;
        putKnown(seqs, topic, known.getOrDefault(topic, uncounted));
      }
    }
    FeedProgress after = new FeedProgress(epoch, null, seqs);
    return before != null && before.epoch().equals(epoch)
        ? after.withSingle(before.single())
        : after;
  }

  private static void putKnown(Map<String, Long> seqs, String topic, long seq) {
    if (seq > 0) {
      seqs.put(topic, seq);
    }
  }

  /** Returns the topics of a log that match any of the patterns, at most the maximum. */
  private List<String> topics(FeedLog log, List<TopicPattern> patterns, String feed) {
    List<TopicPattern> ofFeed =
        patterns.stream().filter(pattern -> pattern.feed().equals(feed)).toList();
    if (ofFeed.size() == 1) {
      List<String> names = topics(log, ofFeed.get(0));
      return names.subList(0, Math.min(names.size(), MAX_TOPICS));
    }
    Map<String, Boolean> names = new LinkedHashMap<>();
    ofFeed.forEach(pattern -> topics(log, pattern).forEach(name -> names.put(name, true)));
    return names.keySet().stream().limit(MAX_TOPICS).toList();
  }

  /** Returns the topics of a log that match a pattern, the oldest first, at most one too many. */
  private List<String> topics(FeedLog log, TopicPattern pattern) {
    if (pattern.isTopic()) {
      return log.topics().contains(pattern.text()) ? List.of(pattern.text()) : List.of();
    }
    MatchedTopics cached = cache.get(pattern.text());
    long version = log.topics().version();
    if (cached == null || !cached.log.refersTo(log) || cached.version != version) {
      List<String> names = new ArrayList<>();
      log.topicNames(pattern).stream()
          .sorted(Comparator.naturalOrder())
          .limit(MAX_TOPICS + 1L)
          .forEach(names::add);
      cached = new MatchedTopics(new WeakReference<>(log), version, names);
      cache.put(pattern.text(), cached);
    }
    return cached.names;
  }
}
