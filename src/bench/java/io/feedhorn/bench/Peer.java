package io.feedhorn.bench;

import java.util.Arrays;
import java.util.List;

/** A measured server with its protocol. */
enum Peer {
  FEEDHORN("feedhorn", "Feedhorn, WebSocket", "feedhorn-ws", Server.FEEDHORN),
  FEEDHORN_SSE("feedhorn-sse", "Feedhorn, event stream", "feedhorn-sse", Server.FEEDHORN),
  FEEDHORN_BUS("feedhorn-bus", "Feedhorn, event bus, raw", "feedhorn-bus", Server.FEEDHORN),
  FEEDHORN_SOCKJS("feedhorn-sockjs", "Feedhorn, SockJS", "feedhorn-sockjs", Server.FEEDHORN),
  FEEDHORN_OLD("feedhorn-old", "Feedhorn, before", "feedhorn-ws", Server.FEEDHORN_OLD),
  LAUNCHER("feedhorn-launcher", "Feedhorn, bin/feedhorn", "feedhorn-ws", Server.LAUNCHER),
  FEEDHORN_DEFLATE(
      "feedhorn-deflate",
      "Feedhorn, WebSocket, deflate",
      "feedhorn-ws-deflate",
      Server.FEEDHORN_DEFLATE),
  FEEDHORN_SSE_GZIP(
      "feedhorn-sse-gzip",
      "Feedhorn, event stream, gzip",
      "feedhorn-sse-gzip",
      Server.FEEDHORN_DEFLATE),
  FLOOR("floor", "C, epoll, one send each", "plain", Server.FLOOR),
  FLOOR_10("floor-10ms", "C, epoll, one flush per 10 ms", "plain", Server.FLOOR_10),
  BRIDGE("bridge", "Vert.x SockJS bridge", "bridge", Server.BRIDGE),
  NAIVE("naive", "Vert.x, a consumer per socket", "plain", Server.NAIVE),
  WS("ws", "Node ws", "plain", Server.WS),
  SOCKET_IO("socket.io", "Socket.IO", "socket.io", Server.SOCKET_IO),
  NCHAN("nchan", "nginx nchan", "nchan", Server.NCHAN),
  NATS("nats", "NATS over WebSocket", "nats", Server.NATS),
  MOSQUITTO("mosquitto", "Mosquitto over WebSocket", "mqtt", Server.MOSQUITTO),
  CENTRIFUGO("centrifugo", "Centrifugo", "centrifugo", Server.CENTRIFUGO),
  CENTRIFUGO_UNI(
      "centrifugo-uni", "Centrifugo, one direction", "centrifugo-uni", Server.CENTRIFUGO);

  final String id;
  final String label;
  final String protocol;
  final Server server;

  Peer(String id, String label, String wire, Server server) {
    this.id = id;
    this.label = label;
    this.protocol = wire;
    this.server = server;
  }

  static List<String> names() {
    return Arrays.stream(values()).map(peer -> peer.id).toList();
  }

  static Peer named(String id) {
    return Arrays.stream(values()).filter(peer -> peer.id.equals(id)).findFirst().orElseThrow();
  }
}
