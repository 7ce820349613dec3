package io.feedhorn.bench.protocol;

import java.util.List;

/** The protocol of nchan: WebSockets for subscribers, POST requests for the publisher. */
public record NchanProtocol(int port) implements PeerProtocol {
  @Override
  public List<HandshakeStep> subscribe(int port, List<String> topics) {
    return List.of(HttpRequests.upgrade(port, "/sub/" + String.join(",", topics)));
  }

  @Override
  public List<HandshakeStep> publisher(int port) {
    return List.of(new HandshakeStep(HttpRequests.post(port, "/pub/none", "none"), "\r\n\r\n"));
  }

  @Override
  public byte[] publish(String topic, String text) {
    return HttpRequests.post(port, "/pub/" + topic, text);
  }

  @Override
  public int envelopeBytes() {
    return 0;
  }

  @Override
  public boolean usesWebSocketFrames() {
    return true;
  }

  @Override
  public boolean publisherUsesWebSocketFrames() {
    return false;
  }
}
