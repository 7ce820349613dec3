package io.feedhorn.transport;

import static io.feedhorn.transport.RawWebSocketClient.BINARY;
import static io.feedhorn.transport.RawWebSocketClient.CONTINUATION;
import static io.feedhorn.transport.RawWebSocketClient.PING;
import static io.feedhorn.transport.RawWebSocketClient.PONG;
import static io.feedhorn.transport.RawWebSocketClient.TEXT;
import static io.feedhorn.transport.Rfc6455Frames.unsigned;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshakes and frames: masks, opcodes, lengths, control frames, binary messages. */
interface Rfc6455FrameRequirements extends Rfc6455UnderTest {
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
  default void anInvalidHandshakeIsRefused(String right, String wrong, String status) {
    String good =
        "GET /v1/ws HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                .formatted(server().port())
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    assertThat(RawWebSocketClient.request(server().port(), good))
        .startsWith("HTTP/1.1 101 ")
        .containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");

    String head = RawWebSocketClient.request(server().port(), good.replace(right, wrong));

    assertThat(head).containsPattern("^HTTP/1.1 " + status + " ");
    if (status.equals("426")) {
      assertThat(head).containsIgnoringCase("sec-websocket-version: 13");
    }
  }

  /** Section 5.1: frames of clients are masked. */
  @ParameterizedTest
  @MethodSource(PATHS)
  default void anUnmaskedFrameClosesWith1002(String path) {
    open(path);
    socket().sendBytes(0x81, 0x02, '{', '}');

    assertThat(socket().closeCode()).isEqualTo(PROTOCOL_ERROR);
  }

  /** Section 5.2: reserved bits without an extension, and reserved opcodes. */
  @ParameterizedTest
  @ValueSource(ints = {0x41, 0x21, 0x11, 0x71, 0x49, 3, 4, 5, 6, 7, 0xB, 0xC, 0xD, 0xE, 0xF})
  default void reservedBitsAndOpcodesCloseWith1002(int opcode) {
    socket().frame(true, opcode, "{}".getBytes(UTF_8));

    assertThat(socket().closeCode()).isEqualTo(PROTOCOL_ERROR);
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
  default void aLengthThatIsNotTheShortestClosesWith1002(String frame) {
    socket().sendBytes(unsigned(HexFormat.of().parseHex(frame + "00000000")));

    assertThat(socket().closeCode()).isEqualTo(PROTOCOL_ERROR);
  }

  /** Section 5.2: a length of 64 bits over the limit, before any payload has arrived. */
  @ParameterizedTest
  @ValueSource(strings = {"81ff0000000080000000", "81ff00000000000fffff", "81ff7fffffffffffffff"})
  default void aLengthPastTheLimitClosesWith1009(String frame) {
    socket().sendBytes(unsigned(HexFormat.of().parseHex(frame + "00000000")));

    assertThat(socket().closeCode()).isEqualTo(TOO_LARGE);
  }

  /** Section 5.2: permitted lengths of 7, 16 and 64 bits. */
  @ParameterizedTest
  @ValueSource(ints = {125, 126, 65_535, 65_536, 100_000})
  default void aMessageOfAnyAllowedLengthIsRead(int length) {
    byte[] message = new byte[length];
    Arrays.fill(message, (byte) ' ');
    byte[] ping = "{\"type\":\"ping\",\"id\":1}".getBytes(UTF_8);
    System.arraycopy(ping, 0, message, 0, ping.length);
    socket().frame(true, TEXT, message);

    assertThat(socket().text()).contains("welcome");
    assertThat(socket().text()).startsWith("{\"type\":\"pong\",\"id\":1,");
  }

  /**
   * Sections 5.5.2 and 5.5.3: a pong has the payload of the ping; unsolicited pongs are allowed.
   */
  @ParameterizedTest
  @MethodSource(PATHS)
  default void pingsAreAnsweredWithTheirPayload(String path) {
    open(path);
    socket().frame(true, PONG, "unasked".getBytes(UTF_8));
    for (int length : new int[] {0, 1, 125}) {
      byte[] payload = new byte[length];
      Arrays.fill(payload, (byte) 0xFE);
      socket().frame(true, PING, payload);
      assertThat(pong().payload().getBytes()).isEqualTo(payload);
    }
  }

  /** Section 5.6: binary messages need not be UTF-8. SockJS has text only. */
  @ParameterizedTest
  @ValueSource(strings = {"/v1/ws", "/eventbus/websocket"})
  default void aBinaryMessageMayHaveAnyBytes(String path) {
    open(path);
    socket().frame(false, BINARY, HexFormat.of().parseHex("ff"));
    socket().frame(true, CONTINUATION, HexFormat.of().parseHex("c0"));
    socket().frame(true, PING, new byte[] {1});

    assertThat(pong().payload().getBytes()).containsExactly(1);
  }
}
