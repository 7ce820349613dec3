package io.feedhorn.transport;

import io.feedhorn.http.RunningServer;

/** {@code /v1/stream} keeps the contract. */
class SseContractIT extends TransportContract {
  @Override
  public TestReader connect(RunningServer server) {
    return new SseReader(server);
  }

  @Override
  public boolean tellsCursors() {
    return true;
  }
}
