package io.feedhorn.transport;

import io.feedhorn.client.BridgeCarrier;

/** {@code /eventbus} fulfils the contract over SockJS's {@code websocket}. */
class SockJsWebSocketContractIT extends BridgeContract {
  @Override
  BridgeCarrier connect() {
    return BridgeCarrier.sockJs(client());
  }
}
