package io.feedhorn.bench.protocol;

import java.util.List;

/** The event stream of Feedhorn. */
public record FeedhornSseProtocol(PeerProtocol bus) implements PeerProtocol {
  @Override
  public List<HandshakeStep> subscribe(int port, List<String> topics) {
    return List.of(HttpRequests.stream(port, "/v1/stream?topics=" + String.join(",", topics)));
  }

  @Override
  public List<HandshakeStep> publisher(int port) {
    return bus.publisher(port);
  }

  @Override
  public byte[] publish(String topic, String text) {
    return bus.publish(topic, text);
  }

  @Override
  public int envelopeBytes() {
    return bus.envelopeBytes();
  }

  @Override
  public boolean usesWebSocketFrames() {
    return false;
  }
}
