package io.feedhorn.source.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A WebSocket server on a free port that sends frames of any bytes after each opening. */
final class RawWebSocketUpstream implements AutoCloseable {
  static final int TEXT = 0x81;
  static final int BINARY = 0x82;
  static final int FIRST_OF_TEXT = 0x01;
  static final int LAST = 0x80;

  private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: *(\\S+)");
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final Vertx vertx = Vertx.vertx();
  private final NetServer server;
  private final List<Buffer> frames;

  RawWebSocketUpstream(List<Buffer> frames) {
    this.frames = frames;
    server = vertx.createNetServer().connectHandler(this::open).listen(0, "127.0.0.1").await();
  }

  /**
   * Returns a frame.
   *
   * @param type the first byte
   */
  static Buffer frame(int type, byte[] payload) {
    return Buffer.buffer()
        .appendByte((byte) type)
        .appendByte((byte) payload.length)
        .appendBytes(payload);
  }

  private void open(NetSocket socket) {
    Buffer head = Buffer.buffer();
    socket.handler(
        bytes -> {
          head.appendBuffer(bytes);
          Matcher key = KEY.matcher(head.toString());
          if (head.toString().endsWith("\r\n\r\n") && key.find()) {
            socket.handler(frame -> {});
            socket.write(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: %s\r\n\r\n".formatted(accept(key.group(1))));
            frames.forEach(socket::write);
          }
        });
  }

  private static String accept(String key) {
    try {
      byte[] text = (key + GUID).getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  String url() {
    return "ws://127.0.0.1:" + server.actualPort() + "/feed";
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
