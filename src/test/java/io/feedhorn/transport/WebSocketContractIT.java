package io.feedhorn.transport;

import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;

/** {@code /v1/ws} fulfils the contract. */
class WebSocketContractIT extends TransportContract {
  @Override
  public UpdateReader open(ReadRequest request) {
    return client().open(Transport.WEBSOCKET, request);
  }

  @Override
  public boolean marksHistory() {
    return true;
  }
}
