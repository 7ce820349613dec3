package io.feedhorn.bench.wire;

import java.util.List;

/** nginx with nchan: WebSocket subscribers, POST requests on one connection to publish. */
public record NchanWire(int port) implements PeerProtocol {
  @Override
  public List<HandshakeStep> subscribe(int port, List<String> topics) {
    return List.of(Http.upgrade(port, "/sub/" + String.join(",", topics)));
  }

  @Override
  public List<HandshakeStep> publisher(int port) {
    return List.of(new HandshakeStep(Http.post(port, "/pub/none", "none"), "\r\n\r\n"));
  }

  @Override
  public byte[] publish(String topic, String text) {
    return Http.post(port, "/pub/" + topic, text);
  }

  @Override
  public int envelopeBytes() {
    return 0;
  }

  @Override
  public boolean framed() {
    return true;
  }

  @Override
  public boolean publisherFramed() {
    return false;
  }
}
