package io.feedhorn.transport.sse;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Timestamp;
import io.feedhorn.model.Update;
import io.feedhorn.model.UpdateEncoder;
import io.vertx.core.buffer.Buffer;

/**
 * Blocks of an event stream (WHATWG HTML, section 9.2, Server-sent events). JSON has no line break
 * in it, so one {@code data:} line is enough.
 */
enum SseEvents implements UpdateEncoder<Buffer> {
  /** The update with the cursor of its own feed: for a reader of one feed, shared as it is. */
  WITH_ID {
    @Override
    public Buffer encode(Update update) {
      return id(update.cursor()).appendBuffer(WITHOUT_ID.encode(update));
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

  /**
   * A comment line, which keeps the connection and its proxies awake. It belongs to the block that
   * follows: with an empty line after it some libraries would hand out an empty message.
   */
  static final Buffer HEARTBEAT = Buffer.buffer(":\n");

  /** The line that says how far the reader is; belongs to the block that follows. */
  static Buffer id(Cursor cursor) {
    return Buffer.buffer("id: " + cursor + "\n");
  }

  /**
   * A block that moves the reader's last event id without an update. It has data, because many
   * libraries pass over an id without any.
   */
  static Buffer cursor(Cursor cursor) {
    return Buffer.buffer("event: cursor\nid: " + cursor + "\ndata: {\"type\":\"cursor\"}\n\n");
  }

  /** The line that says how long a client waits before it reconnects; belongs to a block. */
  static Buffer retry(long millis) {
    return Buffer.buffer("retry: " + millis + "\n");
  }

  /**
   * History no longer reaches back for a feed; the snapshots follow. It has no id: a reader that is
   * cut before the snapshots comes back from where it was, and is told again.
   */
  static Buffer reset(String feed, Cursor cursor, long nowMicros) {
    return Buffer.buffer(
        "event: reset\ndata: {\"type\":\"reset\",\"feed\":\"%s\",\"cursor\":\"%s\",\"now\":%s}\n\n"
            .formatted(feed, cursor, Timestamp.text(nowMicros)));
  }
}
