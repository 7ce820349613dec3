package io.feedhorn.transport.sse;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Timestamp;
import io.feedhorn.model.Update;
import io.feedhorn.model.UpdateEncoder;
import io.feedhorn.transport.netty.DeflateBlocks;
import io.vertx.core.buffer.Buffer;

/**
 * The blocks of event streams (WHATWG HTML, section 9.2, Server-sent events). Compact JSON has no
 * line breaks, so one {@code data:} line is enough.
 */
enum SseEvents implements UpdateEncoder<Buffer> {
  /** An update with the cursor of its feed, for readers of one feed. */
  WITH_ID {
    @Override
    public Buffer encode(Update update) {
      return id(update.cursor()).appendBuffer(WITHOUT_ID.encode(update));
    }
  },

  /** An update without a cursor, for readers of several feeds: their {@code id:} precedes it. */
  WITHOUT_ID {
    @Override
    public Buffer encode(Update update) {
      return Buffer.buffer("event: update\ndata: ")
          .appendBuffer(update.json())
          .appendString("\n\n");
    }
  },

  /** The same as {@link #WITH_ID} in a gzip stream. */
  WITH_ID_DEFLATED {
    @Override
    public Buffer encode(Update update) {
      return DeflateBlocks.of(WITH_ID.encode(update));
    }
  },

  /** The same as {@link #WITHOUT_ID} in a gzip stream. */
  WITHOUT_ID_DEFLATED {
    @Override
    public Buffer encode(Update update) {
      return DeflateBlocks.of(WITHOUT_ID.encode(update));
    }
  };

  /**
   * A comment line, so that proxies do not close the connection as idle. It belongs to the block
   * that follows: after an empty line some libraries would deliver an empty message.
   */
  static final Buffer HEARTBEAT = Buffer.buffer(":\n");

  /** Returns the encoder of the same block in a gzip stream. */
  SseEvents deflated() {
    return this == WITH_ID ? WITH_ID_DEFLATED : WITHOUT_ID_DEFLATED;
  }

  /** Returns the line with the position of the reader; it belongs to the block that follows. */
  static Buffer id(Cursor cursor) {
    return Buffer.buffer("id: " + cursor + "\n");
  }

  /**
   * Returns a block that moves the last event id without an update. It has data, because many
   * libraries ignore an id without data.
   */
  static Buffer cursor(Cursor cursor) {
    return Buffer.buffer("event: cursor\nid: " + cursor + "\ndata: {\"type\":\"cursor\"}\n\n");
  }

  /** Returns the line with the reconnection time; it belongs to the block that follows. */
  static Buffer retry(long millis) {
    return Buffer.buffer("retry: " + millis + "\n");
  }

  /**
   * Returns the notice that history does not reach back to the reader's position; snapshots follow.
   * It has no id: a reader whose connection breaks before the snapshots gets it again.
   */
  static Buffer reset(String feed, Cursor cursor, long nowMicros) {
    return Buffer.buffer(
        "event: reset\ndata: {\"type\":\"reset\",\"feed\":\"%s\",\"cursor\":\"%s\",\"now\":%s}\n\n"
            .formatted(feed, cursor, Timestamp.text(nowMicros)));
  }
}
