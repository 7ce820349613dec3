package io.feedhorn.transport;

import io.feedhorn.server.RunningServer;

/** {@code /v1/ws} keeps the contract. */
class WebSocketContractIT extends TransportContract {
  @Override
  public Reader connect(RunningServer server) {
    return new WebSocketReader(server);
  }
}
