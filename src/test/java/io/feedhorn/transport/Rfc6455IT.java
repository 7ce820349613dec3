package io.feedhorn.transport;

import static io.feedhorn.transport.RawWebSocketClient.BINARY;
import static io.feedhorn.transport.RawWebSocketClient.CLOSE;
import static io.feedhorn.transport.RawWebSocketClient.CONTINUATION;
import static io.feedhorn.transport.RawWebSocketClient.PING;
import static io.feedhorn.transport.RawWebSocketClient.PONG;
import static io.feedhorn.transport.RawWebSocketClient.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.RunningServer;
import io.feedhorn.transport.RawWebSocketClient.Frame;
import io.vertx.core.json.JsonArray;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The requirements of RFC 6455 for servers, on every WebSocket path. */
@Timeout(60)
class Rfc6455IT {
  private static final int PROTOCOL_ERROR = 1002;
  private static final int NOT_UTF8 = 1007;
  private static final int TOO_LARGE = 1009;

  /** Bytes that can never become UTF-8, so the fault is known before the message is complete. */
  private static final String[] NEVER_UTF8 = {
    "ff", "c0", "c1bf", "eda0", "f4bf", "f5", "80", "c328", "e28028"
  };

  private static final byte[] SIXTY_KILOBYTES = " ".repeat(60_000).getBytes(UTF_8);

  private static final String PUBLISH =
      "{\"type\":\"publish\",\"id\":1,\"topic\":\"t0.after-close\",\"data\":1}";

  private static final String BRIDGE_PUBLISH =
      "{\"type\":\"send\",\"address\":\"feedhorn.publish\",\"replyAddress\":\"r\","
          + "\"body\":{\"topic\":\"t0.after-close\",\"data\":1}}";

  private static RunningServer server;

  private RawWebSocketClient socket;

  @BeforeAll
  static void startServer() {
    server = RunningServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void connect() {
    socket = RawWebSocketClient.open(server.port(), "/v1/ws");
  }

  @AfterEach
  void disconnect() {
    socket.close();
  }

  static Stream<String> paths() {
    return Stream.of("/v1/ws", "/eventbus/websocket", "/eventbus/000/rfc6455/websocket");
  }

  /** Replaces the connection by one to another path. */
  private void open(String path) {
    socket.close();
    socket = RawWebSocketClient.open(server.port(), path);
  }

  /** Section 4.2.1. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "Sec-WebSocket-Version: 13 | Sec-WebSocket-Version: 12 | 426",
        "Sec-WebSocket-Version: 13 | X-None: 1                 | 400",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ== | X-None: 1 | 400",
        "Upgrade: websocket        | Upgrade: h2c              | 400",
        "Upgrade: websocket        | X-None: 1                 | 400",
        "Connection: Upgrade       | Connection: keep-alive    | 400",
        "GET                       | POST                      | 4..",
      })
  void anInvalidHandshakeIsRefused(String right, String wrong, String status) {
    String good =
        "GET /v1/ws HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                .formatted(server.port())
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    assertThat(RawWebSocketClient.request(server.port(), good))
        .startsWith("HTTP/1.1 101 ")
        .containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");

    String head = RawWebSocketClient.request(server.port(), good.replace(right, wrong));

    assertThat(head).containsPattern("^HTTP/1.1 " + status + " ");
    if (status.equals("426")) {
      assertThat(head).containsIgnoringCase("sec-websocket-version: 13");
    }
  }

  /** Section 5.1: frames of clients are masked. */
  @ParameterizedTest
  @MethodSource("paths")
  void anUnmaskedFrameClosesWith1002(String path) {
    open(path);
    socket.sendBytes(0x81, 0x02, '{', '}');

    assertThat(socket.closeCode()).isEqualTo(PROTOCOL_ERROR);
  }

  /** Section 5.2: reserved bits without an extension, and reserved opcodes. */
  @ParameterizedTest
  @ValueSource(ints = {0x41, 0x21, 0x11, 0x71, 0x49, 3, 4, 5, 6, 7, 0xB, 0xC, 0xD, 0xE, 0xF})
  void reservedBitsAndOpcodesCloseWith1002(int opcode) {
    socket.frame(true, opcode, "{}".getBytes(UTF_8));

    assertThat(socket.closeCode()).isEqualTo(PROTOCOL_ERROR);
  }

  /** Section 5.2: a length has its shortest form and is not negative. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "8afe007d",
        "8aff000000000000007d",
        "8aff000000000000ffff",
        "81fe007d",
        "81ff000000000000ffff",
        "81ff8000000000000001"
      })
  void aLengthThatIsNotTheShortestClosesWith1002(String frame) {
    socket.sendBytes(unsigned(HexFormat.of().parseHex(frame + "00000000")));

    assertThat(socket.closeCode()).isEqualTo(PROTOCOL_ERROR);
  }

  /** Section 5.2: a length of 64 bits over the limit, before any payload has arrived. */
  @ParameterizedTest
  @ValueSource(strings = {"81ff0000000080000000", "81ff00000000000fffff", "81ff7fffffffffffffff"})
  void aLengthPastTheLimitClosesWith1009(String frame) {
    socket.sendBytes(unsigned(HexFormat.of().parseHex(frame + "00000000")));

    assertThat(socket.closeCode()).isEqualTo(TOO_LARGE);
  }

  /** Section 5.2: permitted lengths of 7, 16 and 64 bits. */
  @ParameterizedTest
  @ValueSource(ints = {125, 126, 65_535, 65_536, 100_000})
  void aMessageOfAnyAllowedLengthIsRead(int length) {
    byte[] message = new byte[length];
    Arrays.fill(message, (byte) ' ');
    byte[] ping = "{\"type\":\"ping\",\"id\":1}".getBytes(UTF_8);
    System.arraycopy(ping, 0, message, 0, ping.length);
    socket.frame(true, TEXT, message);

    assertThat(socket.text()).contains("welcome");
    assertThat(socket.text()).startsWith("{\"type\":\"pong\",\"id\":1,");
  }

  /** Section 5.5.1. The publishes before the invalid frame are answered after it was decoded. */
  @ParameterizedTest
  @MethodSource("paths")
  @Execution(ExecutionMode.CONCURRENT)
  void noDataFollowsTheCloseFrame(String path) {
    open(path);
    String message = path.equals("/v1/ws") ? PUBLISH : BRIDGE_PUBLISH;
    String text = path.contains("/000/") ? new JsonArray().add(message).encode() : message;
    byte[] unmasked = {(byte) 0x81, 0};

    socket.sendTogether(unmasked, Collections.nCopies(50, text).toArray(String[]::new));

    assertThat(socket.closeCode()).isEqualTo(PROTOCOL_ERROR);
    socket.frame(true, CLOSE, new byte[] {0x03, (byte) 0xea});
    assertThat(socket.bytesAfterClose()).isZero();
  }

  /** Section 5.4. */
  @ParameterizedTest
  @MethodSource("paths")
  void aContinuationOfNothingClosesWith1002(String path) {
    open(path);
    socket.frame(true, CONTINUATION, new byte[0]);

    assertThat(socket.closeCode()).isEqualTo(PROTOCOL_ERROR);
  }

  @ParameterizedTest
  @MethodSource("paths")
  void aNewMessageWithinAnotherClosesWith1002(String path) {
    open(path);
    socket.frame(false, TEXT, "{".getBytes(UTF_8));
    socket.frame(true, TEXT, "}".getBytes(UTF_8));

    assertThat(socket.closeCode()).isEqualTo(PROTOCOL_ERROR);
  }

  /** Section 5.4: fragments of any size, also empty, with control frames between them. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7})
  void controlFramesBetweenFragmentsAreAnsweredAtOnce(int size) {
    assertThat(socket.text()).contains("welcome");
    byte[] message = "{\"type\":\"ping\",\"id\":\"é😀\"}".getBytes(UTF_8);
    socket.frame(false, TEXT, new byte[0]);
    for (int at = 0, i = 0; at < message.length; at += Math.max(size, 5), i++) {
      socket.frame(true, PING, new byte[] {(byte) i});
      assertThat(pong().payload().getBytes()).containsExactly(i);
      if (size == 0) {
        socket.frame(false, CONTINUATION, new byte[0]);
      }
      int end = Math.min(message.length, at + Math.max(size, 5));
      socket.frame(false, CONTINUATION, Arrays.copyOfRange(message, at, end));
    }
    socket.frame(true, CONTINUATION, new byte[0]);

    assertThat(socket.text()).startsWith("{\"type\":\"pong\",\"id\":\"é😀\"");
  }

  /** Section 5.5: control frames are not fragmented and have at most 125 bytes. */
  @ParameterizedTest
  @ValueSource(ints = {CLOSE, PING, PONG})
  void aControlFrameInFragmentsOrTooLongClosesWith1002(int opcode) {
    socket.frame(false, opcode, new byte[0]);
    assertThat(socket.closeCode()).isEqualTo(PROTOCOL_ERROR);

    open("/v1/ws");
    socket.frame(true, opcode, new byte[126]);
    assertThat(socket.closeCode()).isEqualTo(PROTOCOL_ERROR);
  }

  /**
   * Sections 5.5.2 and 5.5.3: a pong has the payload of the ping; unsolicited pongs are allowed.
   */
  @ParameterizedTest
  @MethodSource("paths")
  void pingsAreAnsweredWithTheirPayload(String path) {
    open(path);
    socket.frame(true, PONG, "unasked".getBytes(UTF_8));
    for (int length : new int[] {0, 1, 125}) {
      byte[] payload = new byte[length];
      Arrays.fill(payload, (byte) 0xFE);
      socket.frame(true, PING, payload);
      assertThat(pong().payload().getBytes()).isEqualTo(payload);
    }
  }

  /** Section 7.4: permitted codes are echoed. */
  @ParameterizedTest
  @ValueSource(
      ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999})
  void aCloseIsAnsweredWithItsCode(int code) {
    socket.frame(true, CLOSE, closing(code, "bye"));

    assertThat(socket.closeCode()).isEqualTo(code);
  }

  /** Section 7.1.5: 1005 represents a missing code and is never sent. */
  @ParameterizedTest
  @MethodSource("paths")
  void aCloseWithoutACodeIsAnsweredWithoutOneOrWith1000(String path) {
    open(path);
    socket.frame(true, CLOSE, new byte[0]);

    assertThat(close().payload().getBytes())
        .satisfiesAnyOf(
            body -> assertThat(body).isEmpty(), body -> assertThat(body).startsWith(0x03, 0xE8));
  }

  /** Sections 7.4.1 and 7.4.2: codes that endpoints must not send. */
  @ParameterizedTest
  @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
  void aCloseWithAForbiddenCodeClosesWith1002(int code) {
    socket.frame(true, CLOSE, closing(code, ""));

    assertThat(socket.closeCode()).isEqualTo(PROTOCOL_ERROR);
  }

  /** Section 5.5.1: a code of one byte, and a reason that is not UTF-8. */
  @ParameterizedTest
  @CsvSource({"03, 1002", "03e8ff, 1007", "03e8c3, 1007"})
  void anInvalidCloseFrameIsAnsweredWithAnError(String body, int code) {
    socket.frame(true, CLOSE, HexFormat.of().parseHex(body));

    assertThat(socket.closeCode()).isEqualTo(code);
  }

  /** Section 1.4: data after a close frame is discarded. */
  @ParameterizedTest
  @MethodSource("paths")
  void dataAfterACloseFrameIsNotAnswered(String path) {
    open(path);
    socket.frame(true, CLOSE, closing(1000, ""));
    socket.frame(true, PING, new byte[] {1});

    assertThat(close().closeCode()).isEqualTo(1000);
  }

  /** Section 8.1. */
  @ParameterizedTest
  @MethodSource("notUtf8")
  void textThatIsNotUtf8ClosesWith1007(String path, String hex) {
    open(path);
    socket.frame(true, TEXT, HexFormat.of().parseHex(hex));

    assertThat(socket.closeCode()).isEqualTo(NOT_UTF8);
  }

  static Stream<Arguments> notUtf8() {
    return paths()
        .flatMap(
            path ->
                Stream.concat(Stream.of(NEVER_UTF8), Stream.of("c3", "e282", "f09f98"))
                    .map(hex -> Arguments.of(path, hex)));
  }

  /** Section 8.1: the fault is reported before the message is complete. */
  @ParameterizedTest
  @MethodSource("neverUtf8")
  void invalidUtf8ClosesBeforeTheMessageIsComplete(String hex) {
    socket.frame(false, TEXT, "{\"type\":\"".getBytes(UTF_8));
    for (byte each : HexFormat.of().parseHex(hex)) {
      socket.frame(false, CONTINUATION, new byte[] {each});
    }

    assertThat(socket.closeCode()).isEqualTo(NOT_UTF8);
  }

  static Stream<String> neverUtf8() {
    return Stream.of(NEVER_UTF8);
  }

  @ParameterizedTest
  @MethodSource("paths")
  void aMessageThatEndsWithinACharacterClosesWith1007(String path) {
    open(path);
    socket.frame(false, TEXT, HexFormat.of().parseHex("f09f"));
    socket.frame(true, CONTINUATION, HexFormat.of().parseHex("98"));

    assertThat(socket.closeCode()).isEqualTo(NOT_UTF8);
  }

  /** Section 5.6: binary messages need not be UTF-8. SockJS has text only. */
  @ParameterizedTest
  @ValueSource(strings = {"/v1/ws", "/eventbus/websocket"})
  void aBinaryMessageMayHaveAnyBytes(String path) {
    open(path);
    socket.frame(false, BINARY, HexFormat.of().parseHex("ff"));
    socket.frame(true, CONTINUATION, HexFormat.of().parseHex("c0"));
    socket.frame(true, PING, new byte[] {1});

    assertThat(pong().payload().getBytes()).containsExactly(1);
  }

  /** Section 7.1.7: a failed connection processes no data any more. */
  @ParameterizedTest
  @MethodSource("paths")
  void dataAfterAnInvalidFrameIsNotProcessed(String path) {
    open(path);
    byte[] ping = "{\"type\":\"ping\",\"id\":\"behind\"}".getBytes(UTF_8);
    socket.frame(true, TEXT, new byte[] {(byte) 0xFF});
    socket.frame(true, TEXT, ping);

    Frame frame = socket.frame();
    while (frame.opcode() != CLOSE) {
      assertThat(frame.text()).doesNotContain("behind");
      frame = socket.frame();
    }
    assertThat(frame.closeCode()).isEqualTo(NOT_UTF8);
  }

  /** The same for a fragmented message that exceeds the server's limit. */
  @ParameterizedTest
  @MethodSource("paths")
  void dataAfterATooLargeMessageIsNotProcessed(String path) {
    open(path);
    String topic = server.latestFeed() + ".behind";
    String publish =
        "{\"type\":\"publish\",\"id\":1,\"topic\":\"%1$s\",\"address\":\"%1$s\",\"data\":1,\"body\":\"%2$s\"}"
            .formatted(topic, "x".repeat(60));
    boolean sockJs = path.endsWith("/rfc6455/websocket");
    byte[] behind = (sockJs ? new JsonArray().add(publish).encode() : publish).getBytes(UTF_8);
    socket.frame(false, TEXT, new byte[0]);
    for (int i = 0; i < 4; i++) {
      socket.frame(false, CONTINUATION, SIXTY_KILOBYTES);
    }
    // In one segment, so that a wrongly processed message is processed before the close arrives.
    socket.sendBytes(IntStream.concat(frame(0x80, SIXTY_KILOBYTES), frame(0x81, behind)).toArray());

    assertThat(socket.closeCode()).isEqualTo(TOO_LARGE);
    assertThat(server.http().get("/v1/topics/" + topic).statusCode()).isEqualTo(404);
  }

  /** Returns a frame of 126 to 65,535 bytes, masked with zeros. */
  private static IntStream frame(int first, byte[] payload) {
    int[] head = {first, 0x80 | 126, payload.length >> 8, payload.length & 0xFF, 0, 0, 0, 0};
    return IntStream.concat(IntStream.of(head), IntStream.of(unsigned(payload)));
  }

  private Frame pong() {
    return next(PONG);
  }

  private Frame close() {
    return next(CLOSE);
  }

  /** Returns the next control frame with an opcode; text and heartbeats are skipped. */
  private Frame next(int opcode) {
    Frame frame = socket.frame();
    while (frame.opcode() == TEXT || frame.opcode() == PING) {
      frame = socket.frame();
    }
    assertThat(frame.opcode()).as("closed with " + frame.closeCode()).isEqualTo(opcode);
    return frame;
  }

  private static byte[] closing(int code, String reason) {
    byte[] text = reason.getBytes(UTF_8);
    byte[] body = new byte[2 + text.length];
    body[0] = (byte) (code >> 8);
    body[1] = (byte) code;
    System.arraycopy(text, 0, body, 2, text.length);
    return body;
  }

  private static int[] unsigned(byte[] bytes) {
    int[] values = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      values[i] = bytes[i] & 0xFF;
    }
    return values;
  }
}
