package io.feedhorn.transport;

import static io.feedhorn.transport.RawWebSocketClient.CLOSE;
import static io.feedhorn.transport.RawWebSocketClient.PING;
import static io.feedhorn.transport.RawWebSocketClient.PONG;
import static io.feedhorn.transport.RawWebSocketClient.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.RunningServer;
import io.feedhorn.transport.RawWebSocketClient.Frame;
import java.util.stream.Stream;

/** A server and a connection to it, for the requirements of RFC 6455 of one subject. */
interface Rfc6455UnderTest {
  /** The method with the WebSocket paths of the server. */
  String PATHS = "io.feedhorn.transport.Rfc6455UnderTest#paths";

  int PROTOCOL_ERROR = 1002;
  int NOT_UTF8 = 1007;
  int TOO_LARGE = 1009;

  static Stream<String> paths() {
    return Stream.of("/v1/ws", "/eventbus/websocket", "/eventbus/000/rfc6455/websocket");
  }

  RunningServer server();

  /** Returns the open connection, at first to {@code /v1/ws}. */
  RawWebSocketClient socket();

  /** Replaces the connection by one to another path. */
  void open(String path);

  default Frame pong() {
    return next(PONG);
  }

  default Frame close() {
    return next(CLOSE);
  }

  /** Returns the next control frame with an opcode; text and heartbeats are skipped. */
  default Frame next(int opcode) {
    Frame frame = socket().frame();
    while (frame.opcode() == TEXT || frame.opcode() == PING) {
      frame = socket().frame();
    }
    assertThat(frame.opcode()).as("closed with " + frame.closeCode()).isEqualTo(opcode);
    return frame;
  }
}
