package io.feedhorn.transport;

import io.feedhorn.http.RunningServer;

/** {@code /eventbus} fulfils the contract over SockJS's {@code websocket}. */
class SockJsWebSocketContractIT extends BridgeContract {
  @Override
  BridgeWire wire(RunningServer server) {
    return SockJsWire.webSocket(server);
  }
}
