package io.feedhorn.hub;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.Replay;
import io.feedhorn.log.ReplayRequest;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.TopicPatterns;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the history of one feed for a subscription or a poll. All calls read the same log: if the
 * writer replaces the feed's log in between, the positions of two epochs are not mixed.
 */
public final class ReplayReader {
  private final FeedRegistry feeds;
  private final @Nullable FeedLog log;
  private final String epoch;

  private ReplayReader(FeedRegistry feeds, String feed) {
    this.feeds = feeds;
    this.log = feeds.log(feed);
    this.epoch = log == null ? feeds.initialEpoch(feed) : log.epoch();
  }

  static ReplayReader of(FeedRegistry feeds, String feed) {
    return new ReplayReader(feeds, feed);
  }

  /**
   * Returns the updates between a cursor and the end of each feed, for a poll; snapshots for feeds
   * that the cursor does not contain.
   *
   * @throws io.feedhorn.model.FeedException if the cursor contains a feed that has no pattern
   */
  public static SubscribeResult poll(
      FeedRegistry feeds,
      Map<String, List<TopicPattern>> byFeed,
      @Nullable Cursor since,
      boolean conflate) {
    TopicPatterns.requireFeedsOf(byFeed, since);
    Cursor cursor = Cursor.empty();
    Map<String, Replay> replays = new LinkedHashMap<>();
    for (Map.Entry<String, List<TopicPattern>> entry : byFeed.entrySet()) {
      String feed = entry.getKey();
      ReplayReader reader = of(feeds, feed);
      StartPoint start = reader.start(feed, since, true, conflate);
      ReplayRequest request = start.request();
      Replay replay = reader.read(start, entry.getValue(), topic -> request);
      cursor = cursor.with(feed, reader.endOf(replay));
      replays.put(feed, replay);
    }
    return new SubscribeResult(cursor, replays);
  }

  /** Returns the log that is read, or null before the feed's first update. */
  @Nullable FeedLog log() {
    return log;
  }

  /**
   * Returns the start point of a reader in this feed.
   *
   * @param since the reader's cursor, or null for a new reader
   * @param snapshot if a reader without a position in this feed gets snapshots
   */
  StartPoint start(String feed, @Nullable Cursor since, boolean snapshot, boolean conflate) {
    if (since != null && since.isEarliest()) {
      return new StartPoint.Earliest(conflate);
    }
    Position from = since == null ? null : since.position(feed);
    if (from == null) {
      return snapshot ? new StartPoint.Snapshot() : new StartPoint.Nothing();
    }
    if (from.equals(Position.RESTARTED)) {
      return new StartPoint.Restart(conflate);
    }
    return contains(from) ? new StartPoint.After(from, conflate) : new StartPoint.Reset();
  }

  /** In a cluster, a position beyond the end of the log may come from a node that is ahead. */
  private boolean contains(Position position) {
    return position.epoch().equals(epoch)
        && (position.offset() <= end().offset() || feeds.isReplicated());
  }

  /** Returns the end of the log. */
  Position end() {
    return log == null ? new Position(epoch, 0) : log.endPosition();
  }

  /**
   * Returns the replay from a start point to the end of the log.
   *
   * @param requests the request for each topic, by the topic's name
   */
  Replay read(
      StartPoint start, List<TopicPattern> patterns, Function<String, ReplayRequest> requests) {
    if (log == null) {
      return empty(start);
    }
    boolean known = log.topics().knowsAll(patterns);
    Replay replay = log.read(patterns, requests, feeds.clock().micros());
    return from(start, withoutRemoved(log, patterns, start, known, replay));
  }

  /**
   * Returns the replay from a start point to an offset.
   *
   * @param requests the request for each topic, by the topic's name
   */
  Replay readUpTo(
      long bound,
      StartPoint start,
      List<TopicPattern> patterns,
      Function<String, ReplayRequest> requests) {
    if (log == null) {
      return empty(start);
    }
    boolean known = log.topics().knowsAll(patterns);
    Replay replay = log.readUpTo(bound, patterns, requests, feeds.clock().micros());
    return from(start, withoutRemoved(log, patterns, start, known, replay));
  }

  /**
   * Returns a replay as not recovered if the deletion of a topic after the start may be missing,
   * because the topic was removed.
   *
   * @param known true if no topic had been removed before the replay was read
   */
  private static Replay withoutRemoved(
      FeedLog log, List<TopicPattern> patterns, StartPoint start, boolean known, Replay replay) {
    boolean complete =
        start.wholeAfter() >= log.topics().removedOffset()
            || (known && log.topics().knowsAll(patterns));
    return complete ? replay : new Replay(replay.endOffset(), false, replay.updates());
  }

  /** Returns the position up to which a replay of this reader goes. */
  Position endOf(Replay replay) {
    return new Position(epoch, replay.endOffset());
  }

  private static Replay empty(StartPoint start) {
    return new Replay(start.minEndOffset(), start.canRecover(), List.of());
  }

  private static Replay from(StartPoint start, Replay replay) {
    return new Replay(
        Math.max(start.minEndOffset(), replay.endOffset()),
        replay.recovered() && start.canRecover(),
        replay.updates());
  }
}
