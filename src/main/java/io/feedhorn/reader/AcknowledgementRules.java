package io.feedhorn.reader;

import io.feedhorn.log.FeedRegistry;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.model.Topic;
import java.util.Map;

/**
 * The rules of acknowledgements: which of them move a reader, and which are refused. Owned by the
 * writer's event loop, not thread-safe.
 */
final class AcknowledgementRules {
  /** The maximum number of updates of one feed that are acknowledged one by one. */
  static final int MAX_SINGLE = 500;

  private final FeedRegistry feeds;
  private final UnreadCounter unread;
  private final int maxFeeds;

  /**
   * @param maxFeeds the maximum number of feeds of one reader
   */
  AcknowledgementRules(FeedRegistry feeds, UnreadCounter unread, int maxFeeds) {
    this.feeds = feeds;
    this.unread = unread;
    this.maxFeeds = maxFeeds;
  }

  /**
   * Returns the state with the cursor moved forward in each feed, and with updates after it
   * acknowledged one by one.
   */
  ReaderState acknowledged(ReaderState before, Acknowledgement move) {
    ReaderState after = before;
    for (Map.Entry<String, Position> each : move.cursor().positions().entrySet()) {
      String feed = each.getKey();
      if (!feed.equals(Topic.SYSTEM_FEED) && isForward(after, feed, each.getValue())) {
        after = after.with(feed, unread.acknowledged(after, feed, each.getValue()));
      }
    }
    for (Cursor one : move.single()) {
      for (Map.Entry<String, Position> each : one.positions().entrySet()) {
        String feed = each.getKey();
        if (!feed.equals(Topic.SYSTEM_FEED) && isForward(after, feed, each.getValue())) {
          after = withSingle(after, feed, each.getValue().offset());
        }
      }
    }
    return after;
  }

  private ReaderState withSingle(ReaderState state, String feed, long offset) {
    if (state.patterns().stream().noneMatch(pattern -> pattern.feed().equals(feed))) {
      throw new FeedException(
          ErrorCode.BAD_CURSOR,
          "Subscribe with the reader to topics of the feed '%s' before it acknowledges single updates."
              .formatted(feed));
    }
    FeedProgress progress = unread.acknowledgedSingly(state, feed, offset);
    if (progress.single().size() > MAX_SINGLE) {
      throw new FeedException(
          ErrorCode.TOO_MANY,
          "A reader acknowledges at most %d updates of a feed one by one; move its cursor forward."
              .formatted(MAX_SINGLE));
    }
    return state.with(feed, progress);
  }

  /** Returns true if a position is after the acknowledged one; false if its epoch is over. */
  private boolean isForward(ReaderState state, String feed, Position position) {
    if (!state.patterns().isEmpty() && !state.names(feed)) {
      throw new FeedException(
          ErrorCode.BAD_CURSOR,
          "The cursor contains the feed '%s', but no pattern with which the reader has subscribed does."
              .formatted(feed));
    }
    Position end = feeds.endPosition(feed);
    if (!position.epoch().equals(end.epoch())) {
      return false;
    }
    if (position.offset() > end.offset()) {
      throw new FeedException(
          ErrorCode.BAD_CURSOR,
          "The cursor is after the newest update of the feed '%s'; acknowledge what was received."
              .formatted(feed));
    }
    FeedProgress progress = state.progress(feed);
    Position current = progress == null ? null : progress.acknowledged();
    if (progress == null && state.feeds().size() >= maxFeeds) {
      throw new FeedException(
          ErrorCode.TOO_MANY,
          "A reader has at most %d feeds (limits.subscriptions).".formatted(maxFeeds));
    }
    return current == null
        || !current.epoch().equals(position.epoch())
        || position.offset() > current.offset();
  }
}
