package io.feedhorn.transport;

import io.feedhorn.http.RunningServer;

/**
 * The contract of the event-bus bridge: its protocol has no answer to a registration, and each
 * address gets its updates separately.
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
  public boolean reportsRecovered() {
    return false;
  }

  @Override
  public boolean conflatesOnRequest() {
    return false;
  }

  @Override
  public boolean limitsTheRate() {
    return false;
  }

  @Override
  public boolean addsFeedsToACursor() {
    return false;
  }
}
