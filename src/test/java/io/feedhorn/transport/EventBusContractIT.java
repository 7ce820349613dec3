package io.feedhorn.transport;

import io.feedhorn.client.BridgeCarrier;

/** {@code /eventbus/websocket} fulfils the contract. */
class EventBusContractIT extends BridgeContract {
  @Override
  BridgeCarrier connect() {
    return BridgeCarrier.webSocket(client());
  }
}
