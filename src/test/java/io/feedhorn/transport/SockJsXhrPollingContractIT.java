package io.feedhorn.transport;

import io.feedhorn.http.RunningServer;

/** {@code /eventbus} fulfils the contract over SockJS's {@code xhr}. */
class SockJsXhrPollingContractIT extends BridgeContract {
  @Override
  BridgeWire wire(RunningServer server) {
    return SockJsWire.xhrPolling(server);
  }
}
