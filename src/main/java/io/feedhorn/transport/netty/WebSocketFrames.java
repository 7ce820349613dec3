package io.feedhorn.transport.netty;

import io.vertx.core.buffer.Buffer;

/** A server's unmasked text frame of RFC 6455, section 5.2, header and payload in one piece. */
public final class WebSocketFrames {
  private static final int FINAL_TEXT = 0x81;
  private static final int COMPRESSED = 0x40;
  private static final int SHORT = 125;
  private static final int MEDIUM = 0xFFFF;

  private WebSocketFrames() {}

  /** The frame of a payload in UTF-8. */
  public static Buffer of(Buffer payload) {
    return frame(FINAL_TEXT, payload);
  }

  /** The frame of a payload that is compressed as RFC 7692 says. */
  static Buffer compressed(Buffer payload) {
    return frame(FINAL_TEXT | COMPRESSED, payload);
  }

  private static Buffer frame(int head, Buffer payload) {
    int length = payload.length();
    Buffer frame = Buffer.buffer(length + 10).appendByte((byte) head);
    if (length <= SHORT) {
      frame.appendByte((byte) length);
    } else if (length <= MEDIUM) {
      frame.appendByte((byte) 126).appendUnsignedShort(length);
    } else {
      frame.appendByte((byte) 127).appendLong(length);
    }
    return frame.appendBuffer(payload);
  }
}
