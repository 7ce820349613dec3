package io.feedhorn.transport.sse;

import io.feedhorn.hub.SubscribeResult;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import io.feedhorn.model.Update;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cursor of one event stream. Moves with each block that is written, so that a reader whose
 * connection breaks at any point resumes there. Owned by its event loop, not thread-safe.
 */
final class SseCursor {
  private final boolean singleFeed;
  private Cursor value;
  // Set while a reader of 'earliest' has not received all of history yet.
  private @Nullable Cursor partialUpTo;

  /**
   * @param since the cursor of the request, or null
   */
  SseCursor(SubscribeResult subscribed, @Nullable Cursor since) {
    this.value = start(subscribed, since);
    this.singleFeed = subscribed.replays().size() == 1;
    this.partialUpTo = isPartial(value) ? subscribed.cursor() : null;
  }

  /** Returns the cursor before the replay. Feeds that start with snapshots are not in it. */
  private static Cursor start(SubscribeResult subscribed, @Nullable Cursor since) {
    Cursor start = Cursor.empty();
    for (Map.Entry<String, Position> each : subscribed.cursor().positions().entrySet()) {
      String feed = each.getKey();
      Position end = each.getValue();
      Position from = since == null ? null : since.position(feed);
      if (!subscribed.hasUpdates(feed)) {
        start = start.with(feed, end);
      } else if (since != null && since.isEarliest()) {
        start = start.with(feed, subscribed.positionBefore(feed));
      } else if (from != null && from.epoch().equals(end.epoch())) {
        start = start.with(feed, from);
      }
    }
    return start;
  }

  private static boolean isPartial(Cursor cursor) {
    return cursor.positions().values().stream().anyMatch(Position::partial);
  }

  Cursor value() {
    return value;
  }

  /** Moves to the position of a reader that has received everything. */
  void moveTo(Cursor caughtUp) {
    value = caughtUp;
    partialUpTo = null;
  }

  /** Moves to an update. */
  void moveTo(Update update) {
    String feed = update.topic().feed();
    Position end = partialUpTo == null ? null : partialUpTo.position(feed);
    boolean partial = end != null && update.offset() < end.offset();
    value = value.with(feed, new Position(update.epoch(), update.offset(), partial));
    if (partialUpTo != null && !isPartial(value)) {
      partialUpTo = null;
    }
  }

  /** Returns true if the cursor equals that of the last update alone, as in shared blocks. */
  boolean isThatOfTheUpdate() {
    return singleFeed && partialUpTo == null;
  }
}
