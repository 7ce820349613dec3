package io.feedhorn.transport;

import io.feedhorn.client.BridgeCarrier;
import io.feedhorn.client.BridgeReader;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.UpdateReader;

/** The contract as far as the event-bus bridge can keep it: each pattern is served separately. */
abstract class BridgeContract extends TransportContract {
  abstract BridgeCarrier connect();

  @Override
  public UpdateReader open(ReadRequest request) {
    return new BridgeReader(connect(), request, TIMEOUT);
  }

  @Override
  public int copies(int matchingPatterns) {
    return matchingPatterns;
  }

  @Override
  public boolean addsFeedsToACursor() {
    return false;
  }
}
