package io.feedhorn.transport;

import io.feedhorn.http.RunningServer;

/** {@code /eventbus} fulfils the contract over SockJS's {@code xhr_streaming}. */
class SockJsXhrStreamingContractIT extends BridgeContract {
  @Override
  BridgeWire wire(RunningServer server) {
    return SockJsWire.xhrStreaming(server);
  }
}
