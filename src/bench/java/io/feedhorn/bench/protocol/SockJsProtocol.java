package io.feedhorn.bench.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The protocol of the event-bus bridge in a SockJS session on a WebSocket. */
public record SockJsProtocol(PeerProtocol bus, AtomicLong sessions) implements PeerProtocol {
  public SockJsProtocol(PeerProtocol bus) {
    this(bus, new AtomicLong());
  }

  @Override
  public List<HandshakeStep> subscribe(int port, List<String> topics) {
    String path = "/eventbus/000/s" + sessions.incrementAndGet() + "/websocket";
    List<HandshakeStep> steps = new ArrayList<>();
    steps.add(HttpRequests.upgrade(port, path));
    steps.add(new HandshakeStep(new byte[0], "o"));
    for (String topic : topics) {
      String register = EventBusProtocol.register(topic).replace("\"", "\\\"");
      steps.add(new HandshakeStep(ClientFrame.text("[\"" + register + "\"]"), ""));
    }
    return steps;
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
