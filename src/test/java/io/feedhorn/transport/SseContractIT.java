package io.feedhorn.transport;

import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;

/** {@code /v1/stream} fulfils the contract. */
class SseContractIT extends TransportContract {
  @Override
  public UpdateReader open(ReadRequest request) {
    return client().open(Transport.SSE, request);
  }

  @Override
  public boolean marksHistory() {
    return true;
  }
}
