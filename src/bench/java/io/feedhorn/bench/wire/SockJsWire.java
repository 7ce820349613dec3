package io.feedhorn.bench.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Feedhorn's event-bus bridge over a SockJS session on a WebSocket. */
public record SockJsWire(Wire bus, AtomicLong sessions) implements Wire {
  public SockJsWire(Wire bus) {
    this(bus, new AtomicLong());
  }

  @Override
  public List<Step> subscribe(int port, List<String> topics) {
    String path = "/eventbus/000/s" + sessions.incrementAndGet() + "/websocket";
    List<Step> steps = new ArrayList<>();
    steps.add(Http.upgrade(port, path));
    steps.add(new Step(new byte[0], "o"));
    for (String topic : topics) {
      String register = EventBusWire.register(topic).replace("\"", "\\\"");
      steps.add(new Step(ClientFrame.text("[\"" + register + "\"]"), ""));
    }
    return steps;
  }

  @Override
  public List<Step> publisher(int port) {
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
  public boolean framed() {
    return true;
  }
}
