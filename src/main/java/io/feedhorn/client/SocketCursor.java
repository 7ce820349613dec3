package io.feedhorn.client;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The cursor of a reader on a WebSocket, where snapshots and missed updates come after the cursor
 * of the live updates. Until the first update of a feed, or the end of the replay, the feed has the
 * position of the request, or none: a reader that resumes then gets the replay again. Used by one
 * thread.
 */
final class SocketCursor {
  private final Set<String> undetermined = new HashSet<>();
  private Cursor liveStart = Cursor.empty();
  private Cursor cursor = Cursor.empty();
  private long replayed;

  /**
   * Begins the subscription.
   *
   * @param since the requested cursor, {@code earliest}, or null
   * @param subscribed the start of the live updates
   */
  void start(@Nullable String since, String subscribed) {
    Cursor requested = since == null ? Cursor.empty() : Cursor.parseSince(since);
    liveStart = Cursor.parse(subscribed);
    for (Map.Entry<String, Position> each : liveStart.positions().entrySet()) {
      String feed = each.getKey();
      Position live = each.getValue();
      Position from =
          requested.isEarliest() ? new Position(live.epoch(), 0, true) : requested.position(feed);
      if (from != null) {
        cursor = cursor.with(feed, from);
      }
      if (from == null || isPartial(from, live) || !isInLog(from, live)) {
        undetermined.add(feed);
      }
    }
  }

  private static boolean isInLog(Position from, Position live) {
    return from.epoch().equals(live.epoch()) && from.offset() <= live.offset();
  }

  /** Returns true for a reader that reads history from its beginning and has not finished. */
  private static boolean isPartial(Position from, Position live) {
    return from.partial() && from.epoch().equals(live.epoch());
  }

  /** Continues with other logs, of which the snapshots follow. */
  void reset(String positions) {
    for (Map.Entry<String, Position> each : Cursor.parse(positions).positions().entrySet()) {
      liveStart = liveStart.with(each.getKey(), each.getValue());
      undetermined.add(each.getKey());
    }
  }

  /** Advances to an update, if its feed is known. */
  void advancePast(ReceivedUpdate update) {
    String feed = update.feed();
    Position live = liveStart.position(feed);
    if (live == null) {
      return;
    }
    if (update.offset() <= live.offset()) {
      replayed++;
    }
    Position before = cursor.position(feed);
    boolean partial = before != null && isPartial(before, live) && update.offset() < live.offset();
    cursor = cursor.with(feed, new Position(live.epoch(), update.offset(), partial));
    if (!partial) {
      undetermined.remove(feed);
    }
  }

  /** Moves the feeds whose replay had no updates to the start of the live updates. */
  void endReplay() {
    for (String feed : undetermined) {
      Position live = liveStart.position(feed);
      if (live != null) {
        cursor = cursor.with(feed, live);
      }
    }
    undetermined.clear();
  }

  /** Returns true if this cursor does not depend on the end of the replay. */
  boolean isDetermined() {
    return undetermined.isEmpty();
  }

  /** Returns the number of updates that were part of a replay. */
  long replayed() {
    return replayed;
  }

  /** Returns the cursor as on the wire; empty if no feed has a position. */
  @Override
  public String toString() {
    return cursor.toString();
  }
}
