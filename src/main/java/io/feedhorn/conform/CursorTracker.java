package io.feedhorn.conform;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import org.jspecify.annotations.Nullable;

/**
 * Where a client is that goes on by the offsets of updates, which carry no cursor of their own on a
 * socket. Used by one thread.
 */
final class CursorTracker {
  private Cursor cursor = Cursor.empty();

  /**
   * Begins where the client resumed, in the feeds whose epoch is still the same; in others after
   * what the server says.
   *
   * @param told the cursor of the server's first answer
   */
  void start(@Nullable String since, String told) {
    cursor = Cursor.parse(told);
    if (since == null) {
      return;
    }
    Cursor had = Cursor.parseSince(since);
    for (var each : Cursor.parse(told).positions().entrySet()) {
      Position from = had.position(each.getKey());
      if (had.isEarliest()) {
        cursor = cursor.with(each.getKey(), new Position(each.getValue().epoch(), 0));
      } else if (from != null && from.epoch().equals(each.getValue().epoch())) {
        cursor = cursor.with(each.getKey(), from);
      }
    }
  }

  /** Takes over what a cursor says. */
  void overtake(String told) {
    for (var each : Cursor.parse(told).positions().entrySet()) {
      cursor = cursor.with(each.getKey(), each.getValue());
    }
  }

  /** Goes on past an update, in a feed whose epoch is known. */
  void moveTo(ReceivedUpdate update) {
    Position at = cursor.position(update.feed());
    if (at != null) {
      cursor = cursor.with(update.feed(), new Position(at.epoch(), update.offset()));
    }
  }

  /** As a server gives it; empty where nothing is known. */
  String cursor() {
    return cursor.toString();
  }
}
