package io.feedhorn.transport;

import io.feedhorn.http.RunningServer;

/** {@code /v1/ws} fulfils the contract. */
class WebSocketContractIT extends TransportContract {
  @Override
  public TestReader connect(RunningServer server) {
    return new WebSocketReader(server);
  }
}
