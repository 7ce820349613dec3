package io.feedhorn.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A connection that carries messages of the event-bus bridge. Used by one thread. */
public interface BridgeCarrier extends AutoCloseable {
  /** Opens a plain WebSocket to the bridge. */
  static BridgeCarrier webSocket(FeedhornClient client) {
    return new WebSocketCarrier(client.openWebSocket("/eventbus/websocket"));
  }

  /** Opens a SockJS session on a WebSocket. */
  static BridgeCarrier sockJs(FeedhornClient client) {
    return SockJsCarrier.open(client);
  }

  /** Sends a message. */
  void send(String message);

  /**
   * Returns the next message, or null if none came in time.
   *
   * @throws ConnectionLostException if the connection ended
   */
  @Nullable String poll(Duration timeout);

  @Override
  void close();

  /** The bridge on a plain WebSocket. */
  record WebSocketCarrier(TextSocketClient socket) implements BridgeCarrier {
    @Override
    public void send(String message) {
      socket.send(message);
    }

    @Override
    public @Nullable String poll(Duration timeout) {
      return socket.poll(timeout);
    }

    @Override
    public void close() {
      socket.close();
    }
  }
}
