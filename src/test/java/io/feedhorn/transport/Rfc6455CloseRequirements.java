package io.feedhorn.transport;

import static io.feedhorn.transport.RawWebSocketClient.CLOSE;
import static io.feedhorn.transport.RawWebSocketClient.PING;
import static io.feedhorn.transport.Rfc6455Frames.closing;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import java.util.Collections;
import java.util.HexFormat;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Close frames, and data before and after them. */
interface Rfc6455CloseRequirements extends Rfc6455UnderTest {
  String PUBLISH = "{\"type\":\"publish\",\"id\":1,\"topic\":\"t0.after-close\",\"data\":1}";

  String BRIDGE_PUBLISH =
      "{\"type\":\"send\",\"address\":\"feedhorn.publish\",\"replyAddress\":\"r\","
          + "\"body\":{\"topic\":\"t0.after-close\",\"data\":1}}";

  /** Section 5.5.1. The publishes before the invalid frame are answered after it was decoded. */
  @ParameterizedTest
  @MethodSource(PATHS)
  @Execution(ExecutionMode.CONCURRENT)
  default void noDataFollowsTheCloseFrame(String path) {
    open(path);
    String message = path.equals("/v1/ws") ? PUBLISH : BRIDGE_PUBLISH;
    String text = path.contains("/000/") ? new JsonArray().add(message).encode() : message;
    byte[] unmasked = {(byte) 0x81, 0};

    socket().sendTogether(unmasked, Collections.nCopies(50, text).toArray(String[]::new));

    assertThat(socket().closeCode()).isEqualTo(PROTOCOL_ERROR);
    socket().frame(true, CLOSE, new byte[] {0x03, (byte) 0xea});
    assertThat(socket().bytesAfterClose()).isZero();
  }

  /** Section 7.4: permitted codes are echoed. */
  @ParameterizedTest
  @ValueSource(
      ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999})
  default void aCloseIsAnsweredWithItsCode(int code) {
    socket().frame(true, CLOSE, closing(code, "bye"));

    assertThat(socket().closeCode()).isEqualTo(code);
  }

  /** Section 7.1.5: 1005 represents a missing code and is never sent. */
  @ParameterizedTest
  @MethodSource(PATHS)
  default void aCloseWithoutACodeIsAnsweredWithoutOneOrWith1000(String path) {
    open(path);
    socket().frame(true, CLOSE, new byte[0]);

    assertThat(close().payload().getBytes())
        .satisfiesAnyOf(
            body -> assertThat(body).isEmpty(), body -> assertThat(body).startsWith(0x03, 0xE8));
  }

  /** Sections 7.4.1 and 7.4.2: codes that endpoints must not send. */
  @ParameterizedTest
  @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
  default void aCloseWithAForbiddenCodeClosesWith1002(int code) {
    socket().frame(true, CLOSE, closing(code, ""));

    assertThat(socket().closeCode()).isEqualTo(PROTOCOL_ERROR);
  }

  /** Section 5.5.1: a code of one byte, and a reason that is not UTF-8. */
  @ParameterizedTest
  @CsvSource({"03, 1002", "03e8ff, 1007", "03e8c3, 1007"})
  default void anInvalidCloseFrameIsAnsweredWithAnError(String body, int code) {
    socket().frame(true, CLOSE, HexFormat.of().parseHex(body));

    assertThat(socket().closeCode()).isEqualTo(code);
  }

  /** Section 1.4: data after a close frame is discarded. */
  @ParameterizedTest
  @MethodSource(PATHS)
  default void dataAfterACloseFrameIsNotAnswered(String path) {
    open(path);
    socket().frame(true, CLOSE, closing(1000, ""));
    socket().frame(true, PING, new byte[] {1});

    assertThat(close().closeCode()).isEqualTo(1000);
  }
}
