package io.feedhorn.transport;

import io.feedhorn.server.RunningServer;

/**
 * The contract as the event-bus bridge can keep it: its protocol has no answer to a registration,
 * and each address is heard on its own.
 */
abstract class BridgeContract extends TransportContract {
  abstract BridgeWire wire(RunningServer server);

  @Override
  Reader connect(RunningServer server) {
    return new BridgeReader(server, wire(server));
  }

  @Override
  int copies(int matchingPatterns) {
    return matchingPatterns;
  }

  @Override
  boolean tellsWhetherRecovered() {
    return false;
  }

  @Override
  boolean conflatesOnRequest() {
    return false;
  }

  @Override
  boolean boundsTheRate() {
    return false;
  }

  @Override
  boolean addsFeedsToACursor() {
    return false;
  }
}
