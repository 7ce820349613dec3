package io.feedhorn.bench.protocol;

import java.util.List;

/** The protocol for subscribing and publishing on one kind of server. Immutable. */
public interface PeerProtocol {
  /** Returns the handshake of a subscriber: the first step is HTTP's, until its header ends. */
  List<HandshakeStep> subscribe(int port, List<String> topics);

  /** Returns the handshake of the publisher. */
  List<HandshakeStep> publisher(int port);

  /** The bytes that publish a text on a topic. No answer is waited for. */
  byte[] publish(String topic, String text);

  /** Bytes around the text in what a subscriber receives; frames of all peers shall be as long. */
  int envelopeBytes();

  /** Returns true if WebSocket frames follow the HTTP header. */
  boolean usesWebSocketFrames();

  /** Returns true if the publisher sends WebSocket frames. */
  default boolean publisherUsesWebSocketFrames() {
    return true;
  }
}
