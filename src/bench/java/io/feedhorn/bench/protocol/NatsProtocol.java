package io.feedhorn.bench.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;

/** The client protocol of NATS in WebSocket frames. */
public record NatsProtocol() implements PeerProtocol {
  private static final String CONNECT =
      "CONNECT {\"verbose\":false,\"pedantic\":false,\"protocol\":1,\"lang\":\"bench\","
          + "\"version\":\"1\"}\r\n";

  @Override
  public List<HandshakeStep> subscribe(int port, List<String> topics) {
    StringBuilder lines = new StringBuilder(CONNECT);
    for (int i = 0; i < topics.size(); i++) {
      lines.append("SUB ").append(topics.get(i)).append(' ').append(i + 1).append("\r\n");
    }
    return List.of(
        HttpRequests.upgrade(port, "/"),
        new HandshakeStep(new byte[0], "INFO"),
        handshake(lines.append("PING\r\n")));
  }

  @Override
  public List<HandshakeStep> publisher(int port) {
    return List.of(
        HttpRequests.upgrade(port, "/"),
        new HandshakeStep(new byte[0], "INFO"),
        handshake(CONNECT + "PING\r\n"));
  }

  @Override
  public byte[] publish(String topic, String text) {
    return frame("PUB " + topic + " " + text.length() + "\r\n" + text + "\r\n");
  }

  @Override
  public int envelopeBytes() {
    return "MSG b.aat000 1 94\r\n\r\n".length();
  }

  @Override
  public boolean usesWebSocketFrames() {
    return true;
  }

  private static HandshakeStep handshake(CharSequence lines) {
    return new HandshakeStep(frame(lines), "PONG");
  }

  private static byte[] frame(CharSequence lines) {
    return ClientFrame.binary(lines.toString().getBytes(US_ASCII));
  }
}
