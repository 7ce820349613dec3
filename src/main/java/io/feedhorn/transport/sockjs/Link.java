package io.feedhorn.transport.sockjs;

import io.feedhorn.transport.Framed;

/** What carries the bridge's messages: SockJS or a bare WebSocket. All on its event loop. */
interface Link {
  /** Whether it takes more without keeping it in memory. */
  boolean writable();

  /** The form in which it takes updates. */
  Received.Shape shape();

  /**
   * Writes an update in the form that {@link #shape} says; it goes out with {@link #flush}.
   *
   * @param of the registration that it is for
   */
  void write(Framed update, Registration of);

  /** Drops the updates of a registration that are written and not on their way yet. */
  default void forget(Registration ended) {}

  void flush();

  /** Sends a message now. */
  void send(String message);

  void close(short code, String reason);
}
