package io.feedhorn.bench.protocol;

import java.util.List;

/**
 * The JSON protocol of Centrifugo: a WebSocket with commands and replies, or one on which the
 * server only sends. Updates are published over the HTTP API, because those of a client contain its
 * identity.
 *
 * @param oneDirection true for the WebSocket on which the server only sends
 */
public record CentrifugoProtocol(int port, boolean oneDirection) implements PeerProtocol {
  @Override
  public List<HandshakeStep> subscribe(int port, List<String> topics) {
    if (oneDirection) {
      String connect = "{\"subs\":{\"" + String.join("\":{},\"", topics) + "\":{}}}";
      return List.of(
          HttpRequests.upgrade(port, "/connection/uni_websocket"),
          new HandshakeStep(ClientFrame.text(connect), "\"connect\""));
    }
    StringBuilder subscribe = new StringBuilder();
    for (int i = 0; i < topics.size(); i++) {
      subscribe
          .append("{\"id\":%d,\"subscribe\":{\"channel\":\"%s\"}}".formatted(i + 2, topics.get(i)))
          .append('\n');
    }
    String lastReply = "{\"id\":" + (topics.size() + 1) + ",\"subscribe\"";
    return List.of(
        HttpRequests.upgrade(port, "/connection/websocket"),
        new HandshakeStep(ClientFrame.text("{\"id\":1,\"connect\":{}}"), "\"connect\""),
        new HandshakeStep(ClientFrame.text(subscribe.toString().strip()), lastReply));
  }

  @Override
  public List<HandshakeStep> publisher(int port) {
    return List.of(new HandshakeStep(publish("none", "none"), "\r\n\r\n"));
  }

  @Override
  public byte[] publish(String topic, String text) {
    String body = "{\"channel\":\"" + topic + "\",\"data\":\"" + text + "\"}";
    return HttpRequests.post(port, "/api/publish", body, "application/json");
  }

  @Override
  public int envelopeBytes() {
    return "{\"push\":{\"channel\":\"b.aat000\",\"pub\":{\"data\":\"\"}}}".length();
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
