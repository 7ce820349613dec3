package io.feedhorn.transport;

import io.feedhorn.http.RunningServer;

/** {@code /eventbus} fulfils the contract over SockJS's {@code eventsource}. */
class SockJsEventSourceContractIT extends BridgeContract {
  @Override
  BridgeWire wire(RunningServer server) {
    return SockJsWire.eventSource(server);
  }
}
