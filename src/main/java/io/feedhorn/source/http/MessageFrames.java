package io.feedhorn.source.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/**
 * Joins the frames of the messages of one WebSocket. The handler of Vert.x for text replaces what
 * is not UTF-8. Not thread-safe.
 */
final class MessageFrames {
  private final int maxBytes;
  private @Nullable Buffer started;
  private boolean tooLarge;

  /**
   * @param maxBytes the largest message, all its frames together
   */
  MessageFrames(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Returns the message that a frame completes; null if it goes on, is too large, or the frame
   * belongs to no message.
   */
  @Nullable Buffer join(WebSocketFrame frame) {
    if (tooLarge || !(frame.isText() || frame.isBinary() || frame.isContinuation())) {
      return null;
    }
    Buffer message = frame.isContinuation() ? started : null;
    Buffer data = frame.binaryData();
    Buffer joined = message == null ? data : message.appendBuffer(data);
    started = null;
    if (joined.length() > maxBytes) {
      tooLarge = true;
      return null;
    }
    if (frame.isFinal()) {
      return joined;
    }
    started = message == null ? Buffer.buffer().appendBuffer(data) : joined;
    return null;
  }

  /** Returns true after the frames of a message that is too large; nothing is joined any more. */
  boolean isTooLarge() {
    return tooLarge;
  }
}
