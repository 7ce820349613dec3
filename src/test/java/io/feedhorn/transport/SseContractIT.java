package io.feedhorn.transport;

import io.feedhorn.http.RunningServer;

/** {@code /v1/stream} fulfils the contract. */
class SseContractIT extends TransportContract {
  @Override
  public TestReader connect(RunningServer server) {
    return new SseReader(server);
  }

  @Override
  public boolean reportsCursors() {
    return true;
  }
}
