package io.feedhorn.bench.protocol;

import java.util.List;

/** Version 5 of the Socket.IO protocol, on a WebSocket of Engine.IO. */
public record SocketIoProtocol() implements PeerProtocol {
  @Override
  public List<HandshakeStep> subscribe(int port, List<String> topics) {
    String join = "42[\"sub\",[\"" + String.join("\",\"", topics) + "\"]]";
    return List.of(
        upgrade(port),
        new HandshakeStep(new byte[0], "0{"),
        new HandshakeStep(ClientFrame.text("40"), "40{"),
        new HandshakeStep(ClientFrame.text(join), "42[\"joined\""));
  }

  @Override
  public List<HandshakeStep> publisher(int port) {
    return List.of(
        upgrade(port),
        new HandshakeStep(new byte[0], "0{"),
        new HandshakeStep(ClientFrame.text("40"), "40{"));
  }

  @Override
  public byte[] publish(String topic, String text) {
    return ClientFrame.text("42[\"pub\",\"" + topic + "\",\"" + text + "\"]");
  }

  @Override
  public int envelopeBytes() {
    return "42[\"u\",\"\"]".length();
  }

  @Override
  public boolean usesWebSocketFrames() {
    return true;
  }

  private static HandshakeStep upgrade(int port) {
    return HttpRequests.upgrade(port, "/socket.io/?EIO=4&transport=websocket");
  }
}
