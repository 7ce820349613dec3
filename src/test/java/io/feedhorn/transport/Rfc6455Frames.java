package io.feedhorn.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.stream.IntStream;

/** Frames as bytes, for tests that send invalid ones. */
final class Rfc6455Frames {
  private Rfc6455Frames() {}

  /** Returns a frame of 126 to 65,535 bytes, masked with zeros. */
  static IntStream frame(int first, byte[] payload) {
    int[] head = {first, 0x80 | 126, payload.length >> 8, payload.length & 0xFF, 0, 0, 0, 0};
    return IntStream.concat(IntStream.of(head), IntStream.of(unsigned(payload)));
  }

  static byte[] closing(int code, String reason) {
    byte[] text = reason.getBytes(UTF_8);
    byte[] body = new byte[2 + text.length];
    body[0] = (byte) (code >> 8);
    body[1] = (byte) code;
    System.arraycopy(text, 0, body, 2, text.length);
    return body;
  }

  static int[] unsigned(byte[] bytes) {
    int[] values = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      values[i] = bytes[i] & 0xFF;
    }
    return values;
  }
}
