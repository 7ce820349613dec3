package io.feedhorn.transport;

import io.feedhorn.http.RunningServer;

/** {@code /eventbus/websocket} fulfils the contract. */
class EventBusContractIT extends BridgeContract {
  @Override
  BridgeWire wire(RunningServer server) {
    return RawBridgeWire.to(server);
  }
}
