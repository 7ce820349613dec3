package io.feedhorn.transport.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.ReceiptAssert;
import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.feedhorn.limits.Limits;
import io.feedhorn.transport.RawWebSocketClient;
import io.feedhorn.transport.RawWebSocketClient.Frame;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The frames of {@code permessage-deflate} (RFC 7692). */
@Timeout(60)
class PerMessageDeflateIT {
  private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate";
  private static final int MESSAGE_BYTES = 16 * 1024;
  private static final int COMPRESSED_TEXT =
      RawWebSocketClient.TEXT | RawWebSocketClient.COMPRESSED;
  private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server =
        RunningServer.with(
            ServerSetup.DEFAULT
                .withCompression()
                .limits(new Limits(MESSAGE_BYTES, 5, 1024 * 1024)));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static RawWebSocketClient subscribed(String topic, String... headers) {
    RawWebSocketClient socket = RawWebSocketClient.open(server.port(), "/v1/ws", headers);
    assertThat(socket.text()).contains("welcome");
    socket.send("{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"" + topic + "\"]}");
    assertThat(socket.text()).contains("subscribed");
    return socket;
  }

  private static String large() {
    return "\"" + "as large as it is dull, ".repeat(100) + "\"";
  }

  @Test
  void isNegotiatedIfTheClientOffersIt() {
    try (RawWebSocketClient offering = RawWebSocketClient.open(server.port(), "/v1/ws", OFFER);
        RawWebSocketClient silent = RawWebSocketClient.open(server.port(), "/v1/ws")) {
      assertThat(offering.header("Sec-WebSocket-Extensions")).startsWith("permessage-deflate");
      assertThat(silent.head()).doesNotContain("Sec-WebSocket-Extensions");
    }
  }

  @Test
  void anUpdateIsCompressedOnceForAllConnections() {
    String topic = server.latestFeed() + ".a";
    try (RawWebSocketClient one = subscribed(topic, OFFER);
        RawWebSocketClient two = subscribed(topic, OFFER);
        RawWebSocketClient plain = subscribed(topic)) {
      ReceiptAssert published = server.publish(topic, large());
      String update = plain.text();
      Frame frame = one.frameAfterPings();
      Buffer packed = frame.payload();

      assertThat(new JsonObject(update).getLong("offset")).isEqualTo(published.offset());
      assertThat(frame.opcode()).isEqualTo(COMPRESSED_TEXT);
      assertThat(inflated(packed)).isEqualTo(update);
      assertThat(two.frameAfterPings().payload()).as("the same bytes").isEqualTo(packed);
      assertThat(packed.length()).isLessThan(update.length() / 10);
    }
  }

  @Test
  void eachMessageIsCompressedIndependently() {
    String topic = server.latestFeed() + ".a";
    try (RawWebSocketClient socket = subscribed(topic, OFFER)) {
      for (int i = 0; i < 3; i++) {
        ReceiptAssert published = server.publish(topic, large());

        assertThat(inflated(socket.frameAfterPings().payload()))
            .contains("\"offset\":" + published.offset());
      }
    }
  }

  @Test
  void aMessageThatWouldNotBecomeSmallerIsNotCompressed() {
    String topic = server.latestFeed() + ".a";
    try (RawWebSocketClient socket = subscribed(topic, OFFER)) {
      server.publish(topic, "1");

      assertThat(socket.text()).contains("\"data\":1}");
    }
  }

  @Test
  void aCompressedMessageIsRead() {
    try (RawWebSocketClient socket = RawWebSocketClient.open(server.port(), "/v1/ws", OFFER)) {
      assertThat(socket.text()).contains("welcome");
      socket.frame(true, COMPRESSED_TEXT, deflated("{\"type\":\"ping\",\"id\":\"packed\"}"));

      assertThat(socket.text()).startsWith("{\"type\":\"pong\",\"id\":\"packed\"");
    }
  }

  @Test
  void aMessageOverTheLimitAfterDecompressionClosesItsConnectionOnly() {
    try (RawWebSocketClient bomber = RawWebSocketClient.open(server.port(), "/v1/ws", OFFER);
        RawWebSocketClient other = RawWebSocketClient.open(server.port(), "/v1/ws", OFFER)) {
      assertThat(bomber.text()).contains("welcome");
      byte[] bomb = deflated("0".repeat(10_000_000));
      assertThat(bomb.length).as("fits into a frame").isLessThan(MESSAGE_BYTES);
      bomber.frame(true, COMPRESSED_TEXT, bomb);

      Frame close = bomber.closeFrame();
      assertThat(close.closeCode()).isEqualTo(1009);
      // The length is checked during decompression, not after it.
      assertThat(close.text()).endsWith(" after decompression").contains("limits.message");
      assertThat(other.text()).contains("welcome");
      other.send("{\"type\":\"ping\",\"id\":1}");
      assertThat(other.text()).contains("pong");
    }
  }

  @Test
  void aMessageThatCannotBeDecompressedIsRefused() {
    try (RawWebSocketClient socket = RawWebSocketClient.open(server.port(), "/v1/ws", OFFER)) {
      socket.frame(true, COMPRESSED_TEXT, "not deflated at all".getBytes(UTF_8));

      assertThat(socket.closeCode()).isEqualTo(1007);
    }
  }

  /** RFC 7692, section 7.2.3.4: a message may end with a final block and an empty byte. */
  @Test
  void aMessageAfterOneWithAFinalBlockIsRefusedWithTheReason() {
    try (RawWebSocketClient socket = RawWebSocketClient.open(server.port(), "/v1/ws", OFFER)) {
      assertThat(socket.text()).contains("welcome");
      byte[] ping = finished("{\"type\":\"ping\",\"id\":\"final\"}");
      socket.frame(true, COMPRESSED_TEXT, ping);
      assertThat(socket.text()).startsWith("{\"type\":\"pong\",\"id\":\"final\"");
      socket.frame(true, COMPRESSED_TEXT, ping);

      Frame close = socket.closeFrame();
      assertThat(close.closeCode()).isEqualTo(1007);
      assertThat(close.text()).endsWith("follows one with a final DEFLATE block");
    }
  }

  @Test
  void isNotOfferedByDefault() {
    try (RunningServer asItComes = RunningServer.start();
        RawWebSocketClient socket = RawWebSocketClient.open(asItComes.port(), "/v1/ws", OFFER)) {
      assertThat(socket.head()).doesNotContain("Sec-WebSocket-Extensions");
    }
  }

  private static byte[] deflated(String text) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      deflater.setInput(text.getBytes(UTF_8));
      byte[] packed = new byte[MESSAGE_BYTES];
      int length = deflater.deflate(packed, 0, packed.length, Deflater.SYNC_FLUSH);
      return Arrays.copyOf(packed, length - TAIL.length);
    } finally {
      deflater.end();
    }
  }

  private static byte[] finished(String text) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      deflater.setInput(text.getBytes(UTF_8));
      deflater.finish();
      byte[] packed = new byte[MESSAGE_BYTES];
      return Arrays.copyOf(packed, deflater.deflate(packed) + 1);
    } finally {
      deflater.end();
    }
  }

  private static String inflated(Buffer packed) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(Buffer.buffer().appendBuffer(packed).appendBytes(TAIL).getBytes());
      byte[] text = new byte[MESSAGE_BYTES];
      return new String(text, 0, inflater.inflate(text), UTF_8);
    } catch (DataFormatException e) {
      throw new AssertionError("not compressed: " + packed, e);
    } finally {
      inflater.end();
    }
  }
}
