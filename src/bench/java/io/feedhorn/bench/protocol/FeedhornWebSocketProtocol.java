package io.feedhorn.bench.protocol;

import java.util.List;

/**
 * The WebSocket protocol of Feedhorn. Updates are published by the event-bus protocol, which has no
 * acknowledgements, as with all peers.
 *
 * @param deflate true if subscribers offer {@code permessage-deflate}
 */
public record FeedhornWebSocketProtocol(PeerProtocol bus, boolean deflate) implements PeerProtocol {
  private static final String PROTOCOL = "Sec-WebSocket-Protocol: feedhorn.v1";

  @Override
  public List<HandshakeStep> subscribe(int port, List<String> topics) {
    String subscribe =
        "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"" + String.join("\",\"", topics) + "\"]}";
    return List.of(
        HttpRequests.upgrade(
            port,
            "/v1/ws",
            deflate
                ? new String[] {PROTOCOL, "Sec-WebSocket-Extensions: permessage-deflate"}
                : new String[] {PROTOCOL}),
        new HandshakeStep(ClientFrame.text(subscribe), "\"subscribed\""));
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
    return true;
  }
}
