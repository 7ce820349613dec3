package io.feedhorn.transport;

import io.feedhorn.server.RunningServer;

/** {@code /v1/updates} keeps the contract where answers are held. */
class LongPollingContractIT extends TransportContract {
  @Override
  Reader connect(RunningServer server) {
    return new PollingReader(server, 10);
  }

  @Override
  boolean boundsTheRate() {
    return false;
  }
}
