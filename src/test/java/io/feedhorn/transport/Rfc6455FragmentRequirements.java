package io.feedhorn.transport;

import static io.feedhorn.transport.RawWebSocketClient.CLOSE;
import static io.feedhorn.transport.RawWebSocketClient.CONTINUATION;
import static io.feedhorn.transport.RawWebSocketClient.PING;
import static io.feedhorn.transport.RawWebSocketClient.PONG;
import static io.feedhorn.transport.RawWebSocketClient.TEXT;
import static io.feedhorn.transport.Rfc6455Frames.frame;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages in fragments. */
interface Rfc6455FragmentRequirements extends Rfc6455UnderTest {
  byte[] SIXTY_KILOBYTES = " ".repeat(60_000).getBytes(UTF_8);

  /** Section 5.4. */
  @ParameterizedTest
  @MethodSource(PATHS)
  default void aContinuationOfNothingClosesWith1002(String path) {
    open(path);
    socket().frame(true, CONTINUATION, new byte[0]);

    assertThat(socket().closeCode()).isEqualTo(PROTOCOL_ERROR);
  }

  @ParameterizedTest
  @MethodSource(PATHS)
  default void aNewMessageWithinAnotherClosesWith1002(String path) {
    open(path);
    socket().frame(false, TEXT, "{".getBytes(UTF_8));
    socket().frame(true, TEXT, "}".getBytes(UTF_8));

    assertThat(socket().closeCode()).isEqualTo(PROTOCOL_ERROR);
  }

  /** Section 5.4: fragments of any size, also empty, with control frames between them. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7})
  default void controlFramesBetweenFragmentsAreAnsweredAtOnce(int size) {
    assertThat(socket().text()).contains("welcome");
    byte[] message = "{\"type\":\"ping\",\"id\":\"é😀\"}".getBytes(UTF_8);
    socket().frame(false, TEXT, new byte[0]);
    for (int at = 0, i = 0; at < message.length; at += Math.max(size, 5), i++) {
      socket().frame(true, PING, new byte[] {(byte) i});
      assertThat(pong().payload().getBytes()).containsExactly(i);
      if (size == 0) {
        socket().frame(false, CONTINUATION, new byte[0]);
      }
      int end = Math.min(message.length, at + Math.max(size, 5));
      socket().frame(false, CONTINUATION, Arrays.copyOfRange(message, at, end));
    }
    socket().frame(true, CONTINUATION, new byte[0]);

    assertThat(socket().text()).startsWith("{\"type\":\"pong\",\"id\":\"é😀\"");
  }

  /** Section 5.5: control frames are not fragmented and have at most 125 bytes. */
  @ParameterizedTest
  @ValueSource(ints = {CLOSE, PING, PONG})
  default void aControlFrameInFragmentsOrTooLongClosesWith1002(int opcode) {
    socket().frame(false, opcode, new byte[0]);
    assertThat(socket().closeCode()).isEqualTo(PROTOCOL_ERROR);

    open("/v1/ws");
    socket().frame(true, opcode, new byte[126]);
    assertThat(socket().closeCode()).isEqualTo(PROTOCOL_ERROR);
  }

  /** The same for a fragmented message that exceeds the server's limit. */
  @ParameterizedTest
  @MethodSource(PATHS)
  default void dataAfterATooLargeMessageIsNotProcessed(String path) {
    open(path);
    String topic = server().latestFeed() + ".behind";
    String publish =
        "{\"type\":\"publish\",\"id\":1,\"topic\":\"%1$s\",\"address\":\"%1$s\",\"data\":1,\"body\":\"%2$s\"}"
            .formatted(topic, "x".repeat(60));
    boolean sockJs = path.endsWith("/rfc6455/websocket");
    byte[] behind = (sockJs ? new JsonArray().add(publish).encode() : publish).getBytes(UTF_8);
    socket().frame(false, TEXT, new byte[0]);
    for (int i = 0; i < 4; i++) {
      socket().frame(false, CONTINUATION, SIXTY_KILOBYTES);
    }
    // In one segment, so that a wrongly processed message is processed before the close arrives.
    socket()
        .sendBytes(IntStream.concat(frame(0x80, SIXTY_KILOBYTES), frame(0x81, behind)).toArray());

    assertThat(socket().closeCode()).isEqualTo(TOO_LARGE);
    assertThat(server().http().get("/v1/topics/" + topic).statusCode()).isEqualTo(404);
  }
}
