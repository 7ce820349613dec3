package io.feedhorn.transport;

import io.feedhorn.client.BridgeCarrier;

/** {@code /eventbus} fulfils the contract over SockJS's {@code xhr}. */
class SockJsXhrPollingContractIT extends BridgeContract {
  @Override
  BridgeCarrier connect() {
    return SockJsHttpCarrier.xhrPolling(server());
  }
}
