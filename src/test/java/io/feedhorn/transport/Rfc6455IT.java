package io.feedhorn.transport;

import io.feedhorn.http.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** The requirements of RFC 6455 for servers, on every WebSocket path. */
@Timeout(60)
class Rfc6455IT
    implements Rfc6455FrameRequirements,
        Rfc6455FragmentRequirements,
        Rfc6455CloseRequirements,
        Rfc6455TextRequirements {
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

  @Override
  public RunningServer server() {
    return server;
  }

  @Override
  public RawWebSocketClient socket() {
    return socket;
  }

  @Override
  public void open(String path) {
    socket.close();
    socket = RawWebSocketClient.open(server.port(), path);
  }
}
