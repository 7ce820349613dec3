package io.feedhorn.transport.sockjs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.ext.web.handler.sockjs.impl.JsonCodec;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The frames, compared with those of the codec of Vert.x Web. */
class SockJsFramesTest {
  private static final int CODE_UNITS = 0x10000;

  @Test
  void everyCodeUnitIsWrittenAsVertxWebWritesIt() {
    for (int unit = 0; unit < CODE_UNITS; unit++) {
      String message = "<" + (char) unit + ">";

      assertThat(frame(message)).isEqualTo("a" + JsonCodec.encode(new String[] {message}));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"type\":\"rec\",\"body\":\"a \\\"quoted\\\" word\"}",
        "é ü ß 漢字 \uD83D\uDE00",
        "\u2028 and \u2029, \u200C to \u200F, \uFFF0 and \uFFFF",
        "</script> \u007F \u0080"
      })
  void aMessageIsWrittenAsVertxWebWritesItAndReadBackUnchanged(String message) {
    String frame = frame(message);

    assertThat(frame).isEqualTo("a" + JsonCodec.encode(new String[] {message}));
    assertThat(frame.chars()).allMatch(unit -> unit < 0x80);
    assertThat(new JsonArray(frame.substring(1))).containsExactly(message);
  }

  @Test
  void bytesAndTextOfAMessageGiveTheSameFrame() {
    String message = "漢字 \uD83D\uDE00";

    assertThat(SockJsFrames.string(Buffer.buffer(message))).isEqualTo(SockJsFrames.string(message));
  }

  @Test
  void severalMessagesAreOneFrame() {
    String[] messages = {"one", "\"two\"", "drei ß"};

    assertThat(frame(messages)).isEqualTo("a" + JsonCodec.encode(messages));
  }

  @Test
  void theCloseFrameHasCodeAndReason() {
    assertThat(SockJsFrames.close(4200, "too \"slow\"")).isEqualTo("c[4200,\"too \\\"slow\\\"\"]");
  }

  @Test
  void aClientSendsAnArrayOfStringsOrOneString() {
    assertThat(SockJsFrames.messages("[\"a\",\"\\u00e9\\\"\"]")).containsExactly("a", "é\"");
    assertThat(SockJsFrames.messages("\"a\"")).containsExactly("a");
    assertThat(SockJsFrames.messages("[]")).isEmpty();
    assertThat(SockJsFrames.messages("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"a", "a", "{}", "5", "null", "[5]", "[null]", "[[\"a\"]]", "[\"a\"]x"})
  void otherValuesAreRefused(String text) {
    assertThatThrownBy(() -> SockJsFrames.messages(text)).isInstanceOf(DecodeException.class);
  }

  private static String frame(String... messages) {
    List<Buffer> strings = Arrays.stream(messages).map(SockJsFrames::string).toList();
    return SockJsFrames.array(strings).toString();
  }
}
