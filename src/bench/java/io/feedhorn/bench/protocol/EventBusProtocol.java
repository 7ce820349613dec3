package io.feedhorn.bench.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * The protocol of the event-bus bridge on a WebSocket without SockJS.
 *
 * @param envelopeBytes the bytes that the server adds to the text
 */
public record EventBusProtocol(int envelopeBytes) implements PeerProtocol {
  @Override
  public List<HandshakeStep> subscribe(int port, List<String> topics) {
    List<HandshakeStep> steps = new ArrayList<>(publisher(port));
    // The server does not acknowledge a registration.
    topics.forEach(topic -> steps.add(new HandshakeStep(ClientFrame.text(register(topic)), "")));
    return steps;
  }

  @Override
  public List<HandshakeStep> publisher(int port) {
    return List.of(HttpRequests.upgrade(port, "/eventbus/websocket"));
  }

  @Override
  public byte[] publish(String topic, String text) {
    return ClientFrame.text(
        "{\"type\":\"publish\",\"address\":\"" + topic + "\",\"body\":\"" + text + "\"}");
  }

  @Override
  public boolean usesWebSocketFrames() {
    return true;
  }

  static String register(String topic) {
    return "{\"type\":\"register\",\"address\":\"" + topic + "\",\"headers\":{}}";
  }
}
