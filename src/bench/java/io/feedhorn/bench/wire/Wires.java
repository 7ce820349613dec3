package io.feedhorn.bench.wire;

/** The wires by the names that the driver calls them. */
public final class Wires {
  /** Around the text in an update object of Feedhorn. */
  private static final int UPDATE =
      ("{\"type\":\"update\",\"topic\":\"b.aat000\",\"offset\":1301,\"seq\":1301,"
              + "\"ts\":1732150000123.456,\"data\":\"\"}")
          .length();

  /** Around the text in a message of the stock bridge. */
  private static final int RECEIVED =
      "{\"type\":\"rec\",\"address\":\"b.aat000\",\"body\":\"\"}".length();

  private Wires() {}

  /**
   * The wire of a name.
   *
   * @throws IllegalArgumentException for a name that is none
   */
  public static PeerProtocol named(String name, int port) {
    PeerProtocol bus = new EventBusWire(UPDATE);
    return switch (name) {
      case "plain" -> new PlainWire();
      case "feedhorn-ws" -> new FeedhornSocket(bus);
      case "feedhorn-sse" -> new FeedhornStream(bus);
      case "feedhorn-bus" -> bus;
      case "feedhorn-sockjs" -> new SockJsWire(bus);
      case "bridge" -> new EventBusWire(RECEIVED);
      case "socket.io" -> new SocketIoWire();
      case "nchan" -> new NchanWire(port);
      case "nats" -> new NatsWire();
      case "mqtt" -> new MqttWire();
      default -> throw new IllegalArgumentException("no wire is called " + name);
    };
  }
}
