package io.feedhorn.transport;

/** The client side of a transport of the event-bus bridge. */
interface BridgeWire extends AutoCloseable {
  void send(String message);

  /** Returns the next message; fails if none arrives in time. */
  String receive();

  @Override
  void close();
}
