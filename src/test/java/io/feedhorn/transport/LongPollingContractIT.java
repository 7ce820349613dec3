package io.feedhorn.transport;

import io.feedhorn.http.RunningServer;

/** {@code /v1/updates} fulfils the contract with long polling. */
class LongPollingContractIT extends TransportContract {
  @Override
  public TestReader connect(RunningServer server) {
    return new PollingReader(server, 10);
  }

  @Override
  public boolean limitsTheRate() {
    return false;
  }

  @Override
  public boolean reportsCursors() {
    return true;
  }
}
