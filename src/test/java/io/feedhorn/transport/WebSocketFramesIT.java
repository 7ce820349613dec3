package io.feedhorn.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.transport.RawWebSocketClient.Frame;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The frames of {@code feedhorn.v1}. */
class WebSocketFramesIT extends WebSocketConversation {
  @Test
  void aMessageInFragmentsIsOneMessage() {
    byte[] message = "{\"type\":\"ping\",\"id\":\"é\"}".getBytes(UTF_8);
    int withinTheLetter = new String(message, UTF_8).indexOf('é') + 1;

    socket.frame(false, RawWebSocketClient.TEXT, Arrays.copyOf(message, withinTheLetter));
    socket.frame(true, RawWebSocketClient.PING, new byte[] {7});
    socket.frame(false, RawWebSocketClient.CONTINUATION, new byte[0]);
    socket.frame(
        true,
        RawWebSocketClient.CONTINUATION,
        Arrays.copyOfRange(message, withinTheLetter, message.length));

    Frame pong = socket.frameAfterPings();
    assertThat(pong.opcode()).isEqualTo(RawWebSocketClient.PONG);
    assertThat(pong.payload().getByte(0)).isEqualTo((byte) 7);
    assertThat(socket.text()).startsWith("{\"type\":\"pong\",\"id\":\"é\"");
  }

  @Test
  void pingFramesAreAnswered() {
    socket.frame(true, RawWebSocketClient.PING, "are you there".getBytes(UTF_8));

    Frame pong = socket.frameAfterPings();
    assertThat(pong.opcode()).isEqualTo(RawWebSocketClient.PONG);
    assertThat(pong.text()).isEqualTo("are you there");
  }

  @Test
  void aTooLargeFrameClosesWith1009() {
    socket.send(publish("a.b", "\"" + "x".repeat(5 * MESSAGE_BYTES) + "\""));

    assertClosed(
        1009, "a message has at most " + 4 * MESSAGE_BYTES + " bytes (4 times limits.message)");
  }

  @Test
  void fragmentsOfATooLargeMessageCloseWith1009() {
    socket.frame(false, RawWebSocketClient.TEXT, new byte[MESSAGE_BYTES]);
    for (int i = 0; i < 4; i++) {
      socket.frame(false, RawWebSocketClient.CONTINUATION, new byte[MESSAGE_BYTES]);
    }

    assertClosed(
        1009, "a message has at most " + 4 * MESSAGE_BYTES + " bytes (4 times limits.message)");
  }

  @Test
  void anInvalidFrameClosesWith1002() {
    int reservedBit = 0x40;
    socket.frame(true, RawWebSocketClient.TEXT | reservedBit, "{}".getBytes(UTF_8));

    assertClosed(1002, "RSV != 0 and no extension negotiated, RSV:4");
  }

  @Test
  void theTextOfACloseNamesTheViolation() {
    socket.sendBytes(0x81, 0x02, '{', '}');

    assertClosed(1002, "received a frame that is not masked as expected");
  }

  @Test
  void anInvalidCloseCodeIsNamed() {
    int code = 5000;
    socket.frame(true, RawWebSocketClient.CLOSE, new byte[] {(byte) (code >> 8), (byte) code});

    assertClosed(1002, "invalid close code 5000; the largest is 4999");
  }

  @Test
  void textThatIsNotUtf8ClosesWith1007() {
    socket.frame(true, RawWebSocketClient.TEXT, new byte[] {(byte) 0xFF});

    assertClosed(1007, "bytes are not UTF-8");
  }

  @Test
  void aCloseIsAnswered() {
    socket.frame(true, RawWebSocketClient.CLOSE, new byte[] {0x03, (byte) 0xE8});

    assertThat(socket.closeCode()).isEqualTo(1000);
  }

  private void assertClosed(int code, String text) {
    Frame close = socket.closeFrame();
    assertThat(close.closeCode()).isEqualTo(code);
    assertThat(close.payload().getString(Short.BYTES, close.payload().length())).isEqualTo(text);
  }
}
