package io.feedhorn.bench.protocol;

import java.util.List;

/**
 * The protocol of the servers in this benchmark. A subscriber gives topics in the query and
 * receives a text frame for each update. The publisher sends topic, line break, text.
 */
public record PlainProtocol() implements PeerProtocol {
  @Override
  public List<HandshakeStep> subscribe(int port, List<String> topics) {
    return List.of(HttpRequests.upgrade(port, "/sub?t=" + String.join(",", topics)));
  }

  @Override
  public List<HandshakeStep> publisher(int port) {
    return List.of(HttpRequests.upgrade(port, "/pub"));
  }

  @Override
  public byte[] publish(String topic, String text) {
    return ClientFrame.text(topic + "\n" + text);
  }

  @Override
  public int envelopeBytes() {
    return 0;
  }

  @Override
  public boolean usesWebSocketFrames() {
    return true;
  }
}
