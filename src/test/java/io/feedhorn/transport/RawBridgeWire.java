package io.feedhorn.transport;

import io.feedhorn.http.RunningServer;

/** The bridge on a raw WebSocket. */
record RawBridgeWire(RawWebSocketClient socket) implements BridgeWire {
  static RawBridgeWire to(RunningServer server) {
    return new RawBridgeWire(RawWebSocketClient.open(server.port(), "/eventbus/websocket"));
  }

  @Override
  public void send(String message) {
    socket.send(message);
  }

  @Override
  public String receive() {
    return socket.text();
  }

  @Override
  public void close() {
    socket.close();
  }
}
