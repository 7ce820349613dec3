package io.feedhorn.transport;

import io.feedhorn.http.RunningServer;

/** {@code /v1/updates} keeps the contract where answers are held. */
class LongPollingContractIT extends TransportContract {
  @Override
  public TestReader connect(RunningServer server) {
    return new PollingReader(server, 10);
  }

  @Override
  public boolean boundsTheRate() {
    return false;
  }

  @Override
  public boolean tellsCursors() {
    return true;
  }
}
