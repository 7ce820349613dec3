package io.feedhorn.transport.sockjs;

import io.feedhorn.transport.netty.SharedFrame;

/** What carries the bridge's messages: SockJS or a bare WebSocket. All on its event loop. */
interface BridgeConnection {
  /** Whether it takes more without keeping it in memory. */
  boolean writable();

  /** The form in which it takes updates. */
  BridgeUpdateEncoder.Framing shape();

  /**
   * Writes an update in the form that {@link #shape} says; it goes out with {@link #flush}.
   *
   * @param of the registration that it is for
   */
  void write(SharedFrame update, BridgeSubscription of);

  /** Drops the updates of a registration that are written and not on their way yet. */
  default void forget(BridgeSubscription ended) {}

  void flush();

  /** Sends a message now. */
  void send(String message);

  void close(short code, String reason);
}
