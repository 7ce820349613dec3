package io.feedhorn.transport;

import io.feedhorn.client.BridgeCarrier;

/** {@code /eventbus} fulfils the contract over SockJS's {@code eventsource}. */
class SockJsEventSourceContractIT extends BridgeContract {
  @Override
  BridgeCarrier connect() {
    return SockJsHttpCarrier.eventSource(server());
  }
}
