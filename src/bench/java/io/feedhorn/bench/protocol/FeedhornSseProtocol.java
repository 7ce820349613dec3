package io.feedhorn.bench.protocol;

import java.util.List;

/**
 * The event stream of Feedhorn.
 *
 * @param gzip true if subscribers accept gzip
 */
public record FeedhornSseProtocol(PeerProtocol bus, boolean gzip) implements PeerProtocol {
  @Override
  public List<HandshakeStep> subscribe(int port, List<String> topics) {
    String path = "/v1/stream?topics=" + String.join(",", topics);
    return List.of(
        gzip
            ? HttpRequests.stream(port, path, "Accept-Encoding: gzip")
            : HttpRequests.stream(port, path));
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

  @Override
  public boolean usesGzipChunks() {
    return gzip;
  }
}
