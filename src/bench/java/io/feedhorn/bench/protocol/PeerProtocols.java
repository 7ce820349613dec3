package io.feedhorn.bench.protocol;

/** The protocols by name. */
public final class PeerProtocols {
  /** The bytes around the text in an update object of Feedhorn. */
  private static final int UPDATE_ENVELOPE_BYTES =
      ("{\"type\":\"update\",\"topic\":\"b.aat000\",\"offset\":1301,\"seq\":1301,"
              + "\"ts\":1732150000123.456,\"data\":\"\"}")
          .length();

  /** The bytes around the text in a message of the Vert.x bridge. */
  private static final int BRIDGE_ENVELOPE_BYTES =
      "{\"type\":\"rec\",\"address\":\"b.aat000\",\"body\":\"\"}".length();

  private PeerProtocols() {}

  /**
   * Returns the protocol with a name.
   *
   * @throws IllegalArgumentException if no protocol has the name
   */
  public static PeerProtocol named(String name, int port) {
    PeerProtocol bus = new EventBusProtocol(UPDATE_ENVELOPE_BYTES);
    return switch (name) {
      case "plain" -> new PlainProtocol();
      case "feedhorn-ws" -> new FeedhornWebSocketProtocol(bus, false);
      case "feedhorn-ws-deflate" -> new FeedhornWebSocketProtocol(bus, true);
      case "feedhorn-sse" -> new FeedhornSseProtocol(bus, false);
      case "feedhorn-sse-gzip" -> new FeedhornSseProtocol(bus, true);
      case "feedhorn-bus" -> bus;
      case "feedhorn-sockjs" -> new SockJsProtocol(bus);
      case "bridge" -> new EventBusProtocol(BRIDGE_ENVELOPE_BYTES);
      case "socket.io" -> new SocketIoProtocol();
      case "nchan" -> new NchanProtocol(port);
      case "nats" -> new NatsProtocol();
      case "centrifugo" -> new CentrifugoProtocol(port, false);
      case "centrifugo-uni" -> new CentrifugoProtocol(port, true);
      case "mqtt" -> new MqttProtocol();
      default -> throw new IllegalArgumentException("unknown protocol " + name);
    };
  }
}
