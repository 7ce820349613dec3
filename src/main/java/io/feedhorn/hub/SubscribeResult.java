package io.feedhorn.hub;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.Replay;
import io.feedhorn.log.ReplayRequest;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.model.TopicPattern;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where history ends and live begins for one request. Immutable.
 *
 * @param cursor the tail of each feed at the moment of the splice; live updates go on after it
 * @param recovered false where history no longer reached back to the cursor
 * @param replays what each feed owes up to its tail, by feed, in the order of the patterns
 */
public record SubscribeResult(Cursor cursor, boolean recovered, Map<String, Replay> replays) {
  /** Whether a feed owes anything up to its tail. */
  public boolean hasUpdates(String feed) {
    Replay replay = replays.get(feed);
    return replay != null && !replay.updates().isEmpty();
  }

  /** How many updates are owed in all. */
  public int updateCount() {
    return replays.values().stream().mapToInt(replay -> replay.updates().size()).sum();
  }

  /** The position before everything that a feed owes to a reader that takes what is left. */
  public Position positionBefore(String feed) {
    Replay replay = replays.get(feed);
    Position tail = cursor.position(feed);
    if (replay == null || tail == null || replay.updates().isEmpty()) {
      throw new IllegalArgumentException("nothing is owed of " + feed);
    }
    return new Position(tail.epoch(), replay.updates().get(0).offset() - 1, true);
  }

  /** Patterns by their feed, in the order they came. */
  public static Map<String, List<TopicPattern>> byFeed(List<TopicPattern> patterns) {
    Map<String, List<TopicPattern>> byFeed = new LinkedHashMap<>();
    for (TopicPattern pattern : patterns) {
      byFeed.computeIfAbsent(pattern.feed(), feed -> new java.util.ArrayList<>(1)).add(pattern);
    }
    return byFeed;
  }

  /**
   * Refuses a cursor of a feed that no pattern names.
   *
   * @throws FeedException {@link ErrorCode#BAD_CURSOR}
   */
  public static void requireNamed(@Nullable Cursor since, Map<String, List<TopicPattern>> byFeed) {
    if (since == null) {
      return;
    }
    for (String feed : since.positions().keySet()) {
      if (!byFeed.containsKey(feed)) {
        throw new FeedException(
            ErrorCode.BAD_CURSOR,
            "The cursor is of the feed '%s', which no pattern names; the patterns name %s."
                .formatted(feed, String.join(", ", byFeed.keySet())));
      }
    }
  }

  /** What a poll is owed: no subscription, only what lies between the cursor and the tail. */
  public static SubscribeResult read(
      FeedRegistry feeds,
      Map<String, List<TopicPattern>> byFeed,
      @Nullable Cursor since,
      boolean conflate) {
    requireNamed(since, byFeed);
    Cursor cursor = Cursor.empty();
    boolean recovered = true;
    Map<String, Replay> replays = new LinkedHashMap<>();
    for (Map.Entry<String, List<TopicPattern>> entry : byFeed.entrySet()) {
      String feed = entry.getKey();
      Position from = since == null ? null : since.position(feed);
      StartPoint start =
          since != null && since.isEarliest()
              ? StartPoint.earliest(conflate)
              : StartPoint.of(feeds, feed, from, true, conflate);
      Replay replay = start.read(feeds, feed, entry.getValue(), topic -> start.request);
      cursor = cursor.with(feed, new Position(feeds.endPosition(feed).epoch(), replay.end()));
      recovered &= replay.recovered();
      replays.put(feed, replay);
    }
    return new SubscribeResult(cursor, recovered, replays);
  }

  /**
   * From where a reader starts in one feed.
   *
   * @param floor the offset that the reader is past already
   */
  record StartPoint(ReplayRequest request, boolean comparable, long floor) {
    /**
     * @param from where the reader was, or null where it is new
     * @param snapshot whether a new reader wants the snapshots
     */
    static StartPoint of(
        FeedRegistry feeds,
        String feed,
        @Nullable Position from,
        boolean snapshot,
        boolean conflate) {
      if (from == null) {
        return new StartPoint(snapshot ? ReplayRequest.SNAPSHOT : ReplayRequest.NONE, true, 0);
      }
      Position tail = feeds.endPosition(feed);
      // On one of several nodes the reader may come from one that is further than this one.
      return from.epoch().equals(tail.epoch())
              && (from.offset() <= tail.offset() || feeds.isReplicated())
          ? new StartPoint(ReplayRequest.afterPosition(from, conflate), true, from.offset())
          : new StartPoint(ReplayRequest.SNAPSHOT, false, 0);
    }

    /** From the beginning of history. */
    static StartPoint earliest(boolean conflate) {
      return new StartPoint(ReplayRequest.earliest(conflate), true, 0);
    }

    /**
     * Reads what is owed at this moment.
     *
     * @param wants what is wanted of a topic by its name
     */
    Replay read(
        FeedRegistry feeds,
        String feed,
        List<TopicPattern> patterns,
        Function<String, ReplayRequest> wants) {
      FeedLog log = feeds.log(feed);
      return log == null ? nothing() : judged(log.read(patterns, wants, feeds.clock().micros()));
    }

    /**
     * Reads what was owed when the feed ended at an offset.
     *
     * @param wants what is wanted of a topic by its name
     */
    Replay readUpTo(
        long offset,
        FeedRegistry feeds,
        String feed,
        List<TopicPattern> patterns,
        Function<String, ReplayRequest> wants) {
      FeedLog log = feeds.log(feed);
      return log == null
          ? nothing()
          : judged(log.readUpTo(offset, patterns, wants, feeds.clock().micros()));
    }

    /**
     * The part of the feed that a reader was given, from here on.
     *
     * @param before of topics that were heard already and may have a hole: the offset it ends at
     */
    DeliveredRange heard(Replay given, Map<String, Long> before) {
      if (request.equals(ReplayRequest.NONE)) {
        return DeliveredRange.live(given.end());
      }
      return request.latestOnly()
          ? DeliveredRange.newest(request.after(), given.end())
          : DeliveredRange.history(request.after(), given, before);
    }

    private Replay nothing() {
      return new Replay(floor, comparable, List.of());
    }

    private Replay judged(Replay replay) {
      return new Replay(
          Math.max(floor, replay.end()), replay.recovered() && comparable, replay.updates());
    }
  }
}
