package io.feedhorn.transport.sse;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import io.feedhorn.model.Timestamp;
import io.feedhorn.model.Update;
import io.feedhorn.model.WireForm;
import io.vertx.core.buffer.Buffer;

/**
 * Blocks of an event stream (WHATWG HTML, section 9.2, Server-sent events). JSON has no line break
 * in it, so one {@code data:} line is enough.
 */
enum EventBlock implements WireForm<Buffer> {
  /** The update with the cursor of its own feed: for a reader of one feed, shared as it is. */
  WITH_ID {
    @Override
    public Buffer encode(Update update) {
      Cursor cursor =
          Cursor.of(update.topic().feed(), new Position(update.epoch(), update.offset()));
      return id(cursor).appendBuffer(WITHOUT_ID.encode(update));
    }
  },

  /** The update alone: for a reader of several feeds, whose {@code id:} line goes before it. */
  WITHOUT_ID {
    @Override
    public Buffer encode(Update update) {
      return Buffer.buffer("event: update\ndata: ")
          .appendBuffer(update.json())
          .appendString("\n\n");
    }
  };

  /** A comment: keeps the connection and its proxies awake, and fires no event. */
  static final Buffer HEARTBEAT = Buffer.buffer(":\n\n");

  /** The line that says how far the reader is; before a block, or alone with an empty line. */
  static Buffer id(Cursor cursor) {
    return Buffer.buffer("id: " + cursor + "\n");
  }

  /** A block that moves the reader's last event id and fires no event. */
  static Buffer idAlone(Cursor cursor) {
    return id(cursor).appendString("\n");
  }

  /** How long a client waits before it reconnects. */
  static Buffer retry(long millis) {
    return Buffer.buffer("retry: " + millis + "\n\n");
  }

  /** History no longer reaches back for a feed; the snapshots follow. */
  static Buffer reset(String feed, Cursor cursor, long nowMicros) {
    return Buffer.buffer(
        "event: reset\ndata: {\"type\":\"reset\",\"feed\":\"%s\",\"cursor\":\"%s\",\"now\":%s}\n\n"
            .formatted(feed, cursor, Timestamp.text(nowMicros)));
  }
}
