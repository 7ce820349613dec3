package io.feedhorn.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.transport.WireSocket.Frame;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The frames below {@code feedhorn.v1}, and what ends a connection. */
class WebSocketFramesIT extends WebSocketTalk {
  @Test
  void aMessageInFragmentsIsOneMessage() {
    byte[] message = "{\"type\":\"ping\",\"id\":\"é\"}".getBytes(UTF_8);
    int withinTheLetter = new String(message, UTF_8).indexOf('é') + 1;

    socket.frame(false, WireSocket.TEXT, Arrays.copyOf(message, withinTheLetter));
    socket.frame(true, WireSocket.PING, new byte[] {7});
    socket.frame(false, WireSocket.CONTINUATION, new byte[0]);
    socket.frame(
        true,
        WireSocket.CONTINUATION,
        Arrays.copyOfRange(message, withinTheLetter, message.length));

    Frame pong = socket.frame();
    assertThat(pong.opcode()).isEqualTo(WireSocket.PONG);
    assertThat(pong.payload().getByte(0)).isEqualTo((byte) 7);
    assertThat(socket.text()).startsWith("{\"type\":\"pong\",\"id\":\"é\"");
  }

  @Test
  void pingsOfTheProtocolAreAnswered() {
    socket.frame(true, WireSocket.PING, "are you there".getBytes(UTF_8));

    Frame pong = socket.frame();
    assertThat(pong.opcode()).isEqualTo(WireSocket.PONG);
    assertThat(pong.text()).isEqualTo("are you there");
  }

  @Test
  void aFrameFarTooLargeClosesWith1009() {
    socket.send(publish("a.b", "\"" + "x".repeat(5 * MESSAGE_BYTES) + "\""));

    assertThat(socket.closeCode()).isEqualTo(1009);
  }

  @Test
  void fragmentsThatAreTogetherFarTooLargeCloseWith1009() {
    socket.frame(false, WireSocket.TEXT, new byte[MESSAGE_BYTES]);
    for (int i = 0; i < 4; i++) {
      socket.frame(false, WireSocket.CONTINUATION, new byte[MESSAGE_BYTES]);
    }

    assertThat(socket.closeCode()).isEqualTo(1009);
  }

  @Test
  void aFrameAgainstTheProtocolClosesWith1002() {
    int reservedBit = 0x40;
    socket.frame(true, WireSocket.TEXT | reservedBit, "{}".getBytes(UTF_8));

    assertThat(socket.closeCode()).isEqualTo(1002);
  }

  @Test
  void aCloseIsAnswered() {
    socket.frame(true, WireSocket.CLOSE, new byte[] {0x03, (byte) 0xE8});

    assertThat(socket.closeCode()).isEqualTo(1000);
  }
}
