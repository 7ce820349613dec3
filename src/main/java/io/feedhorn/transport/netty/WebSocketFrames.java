package io.feedhorn.transport.netty;

import io.vertx.core.buffer.Buffer;

/** Encodes unmasked text frames of a server (RFC 6455, section 5.2). */
public final class WebSocketFrames {
  private static final int FINAL_TEXT = 0x81;
  private static final int COMPRESSED = 0x40;
  private static final int MAX_SHORT = 125;
  private static final int MAX_MEDIUM = 0xFFFF;

  private WebSocketFrames() {}

  /** Returns the frame of a payload in UTF-8. */
  public static Buffer of(Buffer payload) {
    return frame(FINAL_TEXT, payload);
  }

  /** Returns the frame of a payload that is compressed (RFC 7692). */
  static Buffer compressed(Buffer payload) {
    return frame(FINAL_TEXT | COMPRESSED, payload);
  }

  private static Buffer frame(int head, Buffer payload) {
    int length = payload.length();
    Buffer frame = Buffer.buffer(length + 10).appendByte((byte) head);
    if (length <= MAX_SHORT) {
      frame.appendByte((byte) length);
    } else if (length <= MAX_MEDIUM) {
      frame.appendByte((byte) 126).appendUnsignedShort(length);
    } else {
      frame.appendByte((byte) 127).appendLong(length);
    }
    return frame.appendBuffer(payload);
  }
}
