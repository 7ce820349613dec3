package io.feedhorn.compare;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The client side of a WebSocket (RFC 6455) with text messages. Used by one thread. */
final class ClientFrames {
  private static final int FINAL = 0x80;
  private static final int OPCODE = 0x0F;
  private static final int TEXT = 0x1;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;
  private static final int PONG = 0xA;
  private static final int MASKED = 0x80;
  private static final int MEDIUM = 126;
  private static final int LONG = 127;
  private static final int MAX_BYTES = 64 * 1024 * 1024;

  private final CountingConnection connection;
  private final Random masks = new Random();

  private ClientFrames(CountingConnection connection) {
    this.connection = connection;
  }

  /**
   * Upgrades a connection.
   *
   * @param subprotocol the requested subprotocol, or null
   */
  static ClientFrames upgrade(
      CountingConnection connection,
      ServerEndpoint server,
      TrafficLedger ledger,
      String path,
      @Nullable String subprotocol)
      throws IOException {
    byte[] nonce = new byte[16];
    new Random().nextBytes(nonce);
    String key = Base64.getEncoder().encodeToString(nonce);
    String[] fields = {
      "Connection",
      "Upgrade",
      "Upgrade",
      "websocket",
      "Sec-WebSocket-Version",
      "13",
      "Sec-WebSocket-Key",
      key,
      "Sec-WebSocket-Protocol",
      String.valueOf(subprotocol)
    };
    String[] headers = subprotocol == null ? java.util.Arrays.copyOf(fields, 8) : fields;
    ledger.requested(ByteCategory.HANDSHAKE, connection.arrivedAt());
    connection.send(server.request("GET", path, null, headers), ByteCategory.HANDSHAKE);
    HttpHead.read(connection, ByteCategory.HANDSHAKE).requireStatus(101, "the upgrade of " + path);
    return new ClientFrames(connection);
  }

  void send(String text, ByteCategory category) throws IOException {
    send(TEXT, text.getBytes(StandardCharsets.UTF_8), category);
  }

  private void send(int opcode, byte[] payload, ByteCategory category) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) (FINAL | opcode));
    if (payload.length < MEDIUM) {
      frame.put((byte) (MASKED | payload.length));
    } else if (payload.length <= 0xFFFF) {
      frame.put((byte) (MASKED | MEDIUM)).putShort((short) payload.length);
    } else {
      frame.put((byte) (MASKED | LONG)).putLong(payload.length);
    }
    byte[] mask = new byte[4];
    masks.nextBytes(mask);
    frame.put(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ mask[i % 4]));
    }
    connection.send(java.util.Arrays.copyOf(frame.array(), frame.position()), category);
  }

  /** Reads the next text message and answers pings before it. */
  byte[] next(ByteCategory category) throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    while (true) {
      int head = connection.read(category);
      byte[] payload = connection.take(length(category), category);
      switch (head & OPCODE) {
        case PING -> send(PONG, payload, category);
        case PONG -> {}
        case CLOSE -> throw new IOException("the server closed the WebSocket" + reason(payload));
        default -> {
          message.writeBytes(payload);
          if ((head & FINAL) != 0) {
            return message.toByteArray();
          }
        }
      }
    }
  }

  private int length(ByteCategory category) throws IOException {
    int length = connection.read(category);
    if (length < MEDIUM) {
      return length;
    }
    ByteBuffer longer = ByteBuffer.wrap(connection.take(length == MEDIUM ? 2 : 8, category));
    long whole = length == MEDIUM ? longer.getShort() & 0xFFFF : longer.getLong();
    if (whole < 0 || whole > MAX_BYTES) {
      throw new IOException("a frame of " + whole + " bytes");
    }
    return (int) whole;
  }

  private static String reason(byte[] payload) {
    if (payload.length < 2) {
      return "";
    }
    int code = ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    String text = new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
    return " with " + code + (text.isEmpty() ? "" : ", " + text);
  }
}
