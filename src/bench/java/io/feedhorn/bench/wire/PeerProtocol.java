package io.feedhorn.bench.wire;

import java.util.List;

/** How one kind of server is subscribed and published to. Immutable. */
public interface PeerProtocol {
  /** What opens a subscriber: the first step is HTTP's, until its header ends. */
  List<HandshakeStep> subscribe(int port, List<String> topics);

  /** What opens the publisher. */
  List<HandshakeStep> publisher(int port);

  /** The bytes that publish a text on a topic. No answer is waited for. */
  byte[] publish(String topic, String text);

  /** Bytes around the text in what a subscriber receives; frames of all peers shall be as long. */
  int envelopeBytes();

  /** Whether what comes after HTTP's header is WebSocket frames. */
  boolean framed();

  /** Whether the publisher talks in WebSocket frames. */
  default boolean publisherFramed() {
    return true;
  }
}
