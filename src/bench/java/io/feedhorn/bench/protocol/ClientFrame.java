package io.feedhorn.bench.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/** WebSocket frames of a client (RFC 6455, section 5.2). The masking key is zero, to save work. */
public final class ClientFrame {
  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int SHORT = 125;

  private ClientFrame() {}

  /** Returns a text frame. */
  public static byte[] text(String payload) {
    return of(1, payload.getBytes(UTF_8));
  }

  /** Returns a binary frame. */
  public static byte[] binary(byte[] payload) {
    return of(2, payload);
  }

  /** Returns a pong frame. */
  public static byte[] pong(byte[] payload) {
    return of(10, payload);
  }

  private static byte[] of(int opcode, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) (FINAL | opcode));
    if (payload.length <= SHORT) {
      frame.put((byte) (MASKED | payload.length));
    } else if (payload.length <= 0xFFFF) {
      frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (MASKED | 127)).putLong(payload.length);
    }
    frame.putInt(0).put(payload).flip();
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return bytes;
  }
}
