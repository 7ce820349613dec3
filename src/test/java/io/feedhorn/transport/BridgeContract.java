package io.feedhorn.transport;

import io.feedhorn.http.RunningServer;

/**
 * The contract as the event-bus bridge can keep it: its protocol has no answer to a registration,
 * and each address is heard on its own.
 */
abstract class BridgeContract extends TransportContract {
  abstract BridgeWire wire(RunningServer server);

  @Override
  public TestReader connect(RunningServer server) {
    return new BridgeReader(server, wire(server));
  }

  @Override
  public int copies(int matchingPatterns) {
    return matchingPatterns;
  }

  @Override
  public boolean tellsWhetherRecovered() {
    return false;
  }

  @Override
  public boolean conflatesOnRequest() {
    return false;
  }

  @Override
  public boolean boundsTheRate() {
    return false;
  }

  @Override
  public boolean addsFeedsToACursor() {
    return false;
  }
}
