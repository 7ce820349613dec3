package io.feedhorn.transport.sockjs;

import io.feedhorn.transport.Framed;

/** What carries the bridge's messages: SockJS or a bare WebSocket. All on its event loop. */
interface Link {
  /** Whether it takes more without keeping it in memory. */
  boolean writable();

  /** The form in which it takes updates. */
  Received.Shape shape();

  /** Writes an update in the form that {@link #shape} says; it goes out with {@link #flush}. */
  void write(Framed update);

  void flush();

  /** Sends a message now. */
  void send(String message);

  void close(short code, String reason);
}
