package io.feedhorn.transport.sockjs;

import io.feedhorn.model.DisconnectReason;
import io.feedhorn.transport.netty.SharedFrame;

/**
 * The transport of a bridge: SockJS over HTTP, SockJS over WebSocket, or a raw WebSocket. Every
 * call is on its event loop.
 */
interface BridgeConnection {
  /** Returns true if it accepts more data without keeping it in memory. */
  boolean writable();

  /** Returns the encoding in which it accepts updates. */
  BridgeUpdateEncoder.Framing framing();

  /**
   * Writes an update in the encoding of {@link #framing}; the next {@link #flush} sends it.
   *
   * @param subscription the subscription of the update
   */
  void write(SharedFrame update, BridgeSubscription subscription);

  /** Drops the updates of a subscription that are written and not sent yet. */
  default void drop(BridgeSubscription ended) {}

  void flush();

  /** Sends a message immediately. */
  void send(String message);

  /** Sends a heartbeat. */
  void beat();

  /** Sends the reason and ends the connection. Called at most once. */
  void disconnect(DisconnectReason reason, String text);
}
