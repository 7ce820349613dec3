package io.feedhorn.transport;

/** What carries the messages of the event-bus bridge from and to a client. */
interface BridgeWire extends AutoCloseable {
  void send(String message);

  /** The next message; fails where none comes in time. */
  String receive();

  @Override
  void close();
}
