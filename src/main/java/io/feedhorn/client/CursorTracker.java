package io.feedhorn.client;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cursor of a client whose updates carry offsets only, as on a WebSocket. Used by one thread.
 */
public final class CursorTracker {
  private Cursor cursor = Cursor.empty();

  // Before its end a reader of all of history has not finished.
  private Cursor end = Cursor.empty();

  /**
   * Begins a subscription: at the requested cursor in each feed whose epoch is still the same, else
   * at the cursor of the server's response.
   *
   * @param since the requested cursor, {@code earliest}, or null
   * @param subscribed the cursor of the server's response
   */
  public void start(@Nullable String since, String subscribed) {
    cursor = Cursor.parse(subscribed);
    end = cursor;
    if (since == null) {
      return;
    }
    Cursor requested = Cursor.parseSince(since);
    for (Map.Entry<String, Position> each : cursor.positions().entrySet()) {
      String feed = each.getKey();
      String epoch = each.getValue().epoch();
      Position from = requested.position(feed);
      if (requested.isEarliest()) {
        cursor = cursor.with(feed, new Position(epoch, 0, true));
      } else if (from != null && from.epoch().equals(epoch)) {
        cursor = cursor.with(feed, from);
      }
    }
  }

  /** Replaces the positions of the feeds that a cursor names. */
  public void advanceTo(String positions) {
    for (Map.Entry<String, Position> each : Cursor.parse(positions).positions().entrySet()) {
      cursor = cursor.with(each.getKey(), each.getValue());
    }
  }

  /** Advances to an update, if the epoch of its feed is known. */
  public void advancePast(ReceivedUpdate update) {
    advancePast(update.feed(), update.offset());
  }

  /** Advances to an offset, if the epoch of the feed is known. */
  public void advancePast(String feed, long offset) {
    Position known = cursor.position(feed);
    if (known != null) {
      boolean partial = known.partial() && isBeforeEnd(feed, offset);
      cursor = cursor.with(feed, new Position(known.epoch(), offset, partial));
    }
  }

  private boolean isBeforeEnd(String feed, long offset) {
    Position last = end.position(feed);
    return last != null && (last.partial() || offset < last.offset());
  }

  /** Returns the cursor as on the wire; empty if no position is known. */
  public String cursor() {
    return cursor.toString();
  }
}
