package io.feedhorn.compare;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import org.jspecify.annotations.Nullable;

/** Where a client is that goes on by the offsets of updates. Used by one thread. */
final class ResumeCursor {
  private @Nullable Cursor cursor;

  /** The cursor to go on from; null where nothing is known. */
  @Nullable String cursor() {
    return cursor == null || cursor.positions().isEmpty() ? null : cursor.toString();
  }

  void overtake(String told) {
    Cursor moved = cursor == null ? Cursor.empty() : cursor;
    for (var each : Cursor.parse(told).positions().entrySet()) {
      moved = moved.with(each.getKey(), each.getValue());
    }
    cursor = moved;
  }

  /** Goes on past an update, in a feed whose epoch is known. */
  void moveTo(MeasuredUpdate update) {
    Position at = cursor == null ? null : cursor.position(update.feed());
    if (cursor != null && at != null) {
      cursor = cursor.with(update.feed(), new Position(at.epoch(), update.offset()));
    }
  }
}
