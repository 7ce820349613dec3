package io.feedhorn.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket that sends valid and invalid messages and then a ping. The ping must be answered, or
 * the connection closed with a documented code. Not thread-safe.
 */
final class WebSocketFuzzCase {
  private static final List<String> PATHS =
      List.of("/v1/ws", "/v1/ws", "/eventbus/websocket", "/eventbus/000/x%d/websocket");
  static final Set<Integer> CODES = Set.of(1000, 1001, 1002, 1007, 1009, 3000, 4001, 4100, 4200);
  private static final List<byte[]> CLOSES =
      List.of(
          new byte[] {0x03, (byte) 0xE8}, // 1000
          new byte[] {0x13, (byte) 0x88}, // 5000, which must not be sent
          new byte[] {0x03, (byte) 0xED}); // 1005, which must not be sent
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final byte[] PING = {(byte) 0x89, (byte) 0x84, 0, 0, 0, 0, 'd', 'o', 'n', 'e'};
  private static final String PONG = "\u008a\u0004done";

  private final MalformedInput input;
  private boolean cut;
  private boolean mayEndAbruptly;

  WebSocketFuzzCase(MalformedInput input) {
    this.input = input;
  }

  void make(int port) throws IOException {
    try (RawTcpConnection link = new RawTcpConnection(port)) {
      String path = input.one(PATHS).formatted(input.below(1_000));
      // SockJS closes a connection without a code if a message is not JSON.
      mayEndAbruptly = path.contains("/000/");
      link.send(handshake(path, input.showing()));
      assertThat(link.readUntil(said -> said.contains("\r\n\r\n"), TIMEOUT_MILLIS))
          .as("the handshake on %s, ended %s: %s", path, link.ended(), link.text())
          .isTrue();
      if (link.text().startsWith("HTTP/1.1 401 ")) {
        DocumentedResponses.isDocumented(link.text());
        return;
      }
      for (int i = input.below(5); i >= 0 && !cut; i--) {
        link.send(said());
      }
      if (!cut) {
        link.send(PING);
        boolean answered =
            link.readUntil(
                said -> said.contains(PONG) || closeCode(link.bytes()) != null, TIMEOUT_MILLIS);
        Integer code = closeCode(link.bytes());
        assertThat(answered || (link.ended() && mayEndAbruptly))
            .as("neither answered nor closed on %s: %s", path, link.text())
            .isTrue();
        assertThat(code == null || CODES.contains(code)).as("closed with %s", code).isTrue();
      }
      DocumentedResponses.isDocumented(link.text());
    }
  }

  static byte[] handshake(String path, String headers) {
    return ("GET "
            + path
            + " HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + headers
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private byte[] said() {
    byte[] text = input.bytes(input.message(), 40);
    if (input.chance(85)) {
      return frame(0x81, text, text.length);
    }
    return switch (input.below(4)) {
      case 0 -> frame(input.below(256), text, text.length);
      case 1 -> {
        // A length without data: the server may wait for the rest.
        cut = true;
        yield frame(0x81, text, text.length + 1 + input.below(1_000_000));
      }
      case 2 -> frame(0x88, input.one(CLOSES), 2);
      default -> new byte[] {(byte) input.below(256), (byte) (input.below(256) & 0x7F)};
    };
  }

  static byte[] frame(int first, byte[] payload, int length) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(first);
    if (length <= 125) {
      frame.write(0x80 | length);
    } else if (length <= 0xFFFF) {
      frame.write(0x80 | 126);
      frame.write(length >> 8);
      frame.write(length);
    } else {
      frame.write(0x80 | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) length >> shift));
      }
    }
    frame.writeBytes(new byte[4]);
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  /** Returns the code of the server's close frame, 1000 without a code; null before it arrives. */
  static @Nullable Integer closeCode(byte[] come) {
    String text = new String(come, StandardCharsets.ISO_8859_1);
    int at = text.indexOf("\r\n\r\n") + 4;
    while (at + 2 <= come.length) {
      int opcode = come[at] & 0x0F;
      int length = come[at + 1] & 0x7F;
      int head = 2;
      if (length == 126 && at + 4 <= come.length) {
        length = (come[at + 2] & 0xFF) << 8 | (come[at + 3] & 0xFF);
        head = 4;
      } else if (length >= 126) {
        return null;
      }
      if (opcode == 8 && at + head + Math.min(2, length) <= come.length) {
        return length < 2 ? 1000 : (come[at + 2] & 0xFF) << 8 | (come[at + 3] & 0xFF);
      }
      at += head + length;
    }
    return null;
  }
}
