package io.feedhorn.transport;

import io.feedhorn.client.PollingReader;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.UpdateReader;

/** {@code /v1/updates} fulfils the contract with long polling. */
class LongPollingContractIT extends TransportContract {
  /** Small, so that updates come in several responses. */
  static final int LIMIT = 7;

  @Override
  public UpdateReader open(ReadRequest request) {
    return new PollingReader(client(), request.limit(LIMIT), 10);
  }

  @Override
  public boolean limitsTheRate() {
    return false;
  }

  @Override
  public boolean sendsDeltas() {
    return false;
  }

  @Override
  public boolean marksHistory() {
    return true;
  }
}
