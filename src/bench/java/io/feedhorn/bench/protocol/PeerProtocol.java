package io.feedhorn.bench.protocol;

import java.util.List;

/** The protocol for subscribing and publishing on one kind of server. Immutable. */
public interface PeerProtocol {
  /** Returns the handshake of a subscriber. Its first step is an HTTP request. */
  List<HandshakeStep> subscribe(int port, List<String> topics);

  /** Returns the handshake of the publisher. */
  List<HandshakeStep> publisher(int port);

  /** Returns the bytes that publish a text on a topic. The load does not wait for a response. */
  byte[] publish(String topic, String text);

  /**
   * Returns the number of bytes around the text in a received message. The load pads texts, so that
   * messages of all peers have the same length.
   */
  int envelopeBytes();

  /** Returns true if WebSocket frames follow the HTTP header. */
  boolean usesWebSocketFrames();

  /** Returns true if the chunks of a gzip stream follow the HTTP header. */
  default boolean usesGzipChunks() {
    return false;
  }

  /** Returns true if the publisher sends WebSocket frames. */
  default boolean publisherUsesWebSocketFrames() {
    return true;
  }
}
