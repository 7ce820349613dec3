package io.feedhorn.transport;

import io.feedhorn.client.BridgeCarrier;

/** {@code /eventbus} fulfils the contract over SockJS's {@code xhr-streaming}. */
class SockJsXhrStreamingContractIT extends BridgeContract {
  @Override
  BridgeCarrier connect() {
    return SockJsHttpCarrier.xhrStreaming(server());
  }
}
