package io.feedhorn.transport;

import io.feedhorn.server.RunningServer;

/** {@code /v1/updates} keeps the contract where answers come at once. */
class ShortPollingContractIT extends TransportContract {
  @Override
  public Reader connect(RunningServer server) {
    return new PollingReader(server, 0);
  }

  @Override
  public boolean boundsTheRate() {
    return false;
  }
}
