package io.feedhorn.transport;

import static io.feedhorn.transport.RawWebSocketClient.CLOSE;
import static io.feedhorn.transport.RawWebSocketClient.CONTINUATION;
import static io.feedhorn.transport.RawWebSocketClient.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.transport.RawWebSocketClient.Frame;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Text that is not UTF-8. */
interface Rfc6455TextRequirements extends Rfc6455UnderTest {
  /** Bytes that can never become UTF-8, so the fault is known before the message is complete. */
  List<String> NEVER_UTF8 =
      List.of("ff", "c0", "c1bf", "eda0", "f4bf", "f5", "80", "c328", "e28028");

  /** Section 8.1. */
  @ParameterizedTest
  @MethodSource("io.feedhorn.transport.Rfc6455TextRequirements#notUtf8")
  default void textThatIsNotUtf8ClosesWith1007(String path, String hex) {
    open(path);
    socket().frame(true, TEXT, HexFormat.of().parseHex(hex));

    assertThat(socket().closeCode()).isEqualTo(NOT_UTF8);
  }

  static Stream<Arguments> notUtf8() {
    return Rfc6455UnderTest.paths()
        .flatMap(
            path ->
                Stream.concat(NEVER_UTF8.stream(), Stream.of("c3", "e282", "f09f98"))
                    .map(hex -> Arguments.of(path, hex)));
  }

  /** Section 8.1: the fault is reported before the message is complete. */
  @ParameterizedTest
  @MethodSource("io.feedhorn.transport.Rfc6455TextRequirements#neverUtf8")
  default void invalidUtf8ClosesBeforeTheMessageIsComplete(String hex) {
    socket().frame(false, TEXT, "{\"type\":\"".getBytes(UTF_8));
    for (byte each : HexFormat.of().parseHex(hex)) {
      socket().frame(false, CONTINUATION, new byte[] {each});
    }

    assertThat(socket().closeCode()).isEqualTo(NOT_UTF8);
  }

  static Stream<String> neverUtf8() {
    return NEVER_UTF8.stream();
  }

  @ParameterizedTest
  @MethodSource(PATHS)
  default void aMessageThatEndsWithinACharacterClosesWith1007(String path) {
    open(path);
    socket().frame(false, TEXT, HexFormat.of().parseHex("f09f"));
    socket().frame(true, CONTINUATION, HexFormat.of().parseHex("98"));

    assertThat(socket().closeCode()).isEqualTo(NOT_UTF8);
  }

  /** Section 7.1.7: a failed connection processes no data any more. */
  @ParameterizedTest
  @MethodSource(PATHS)
  default void dataAfterAnInvalidFrameIsNotProcessed(String path) {
    open(path);
    byte[] ping = "{\"type\":\"ping\",\"id\":\"behind\"}".getBytes(UTF_8);
    socket().frame(true, TEXT, new byte[] {(byte) 0xFF});
    socket().frame(true, TEXT, ping);

    Frame frame = socket().frame();
    while (frame.opcode() != CLOSE) {
      assertThat(frame.text()).doesNotContain("behind");
      frame = socket().frame();
    }
    assertThat(frame.closeCode()).isEqualTo(NOT_UTF8);
  }
}
