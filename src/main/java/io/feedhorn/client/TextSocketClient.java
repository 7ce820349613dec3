package io.feedhorn.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket of text messages, in the order they came. Used by one thread, which may block. While
 * {@link ClientOptions#maxUnread} messages wait for {@link #poll}, it is not read, not even a ping.
 */
public final class TextSocketClient implements AutoCloseable {
  private final ClientWebSocket socket;
  private final BlockingInbox<String> inbox;
  private final Duration timeout;

  TextSocketClient(ClientWebSocket socket, BlockingInbox<String> inbox, Duration timeout) {
    this.socket = socket;
    this.inbox = inbox;
    this.timeout = timeout;
    inbox.readFrom(socket);
    socket.textMessageHandler(inbox::add);
    socket.exceptionHandler(failure -> inbox.end(String.valueOf(failure.getMessage())));
    socket.closeHandler(
        closed ->
            inbox.end(ClosedConnection.failure(socket.closeStatusCode(), socket.closeReason())));
  }

  Future<WebSocket> connect(WebSocketConnectOptions options) {
    return socket.connect(options);
  }

  /** Sends a message. A failure ends the connection. */
  public void send(String text) {
    socket.writeTextMessage(text).onFailure(failure -> inbox.end(failure.toString()));
  }

  /**
   * Returns the next message, or null if none came in time.
   *
   * @throws ConnectionLostException if the connection ended
   * @throws RequestRefusedException if it ended with a code after which a client must not reconnect
   */
  public @Nullable String poll(Duration time) {
    return inbox.poll(time);
  }

  /**
   * Returns the next message.
   *
   * @param expected the expected message, for the error text
   * @throws ConnectionLostException if no message came in time
   */
  public String receive(String expected) {
    String text = inbox.poll(timeout);
    if (text == null) {
      throw new ConnectionLostException(
          expected + " did not come within " + timeout.toMillis() + " ms");
    }
    return text;
  }

  /**
   * Sends a ping of RFC 6455 and waits for its pong.
   *
   * @throws ConnectionLostException if no pong came in time
   */
  public void ping() {
    Promise<Void> pong = Promise.promise();
    socket.pongHandler(payload -> pong.tryComplete());
    socket.writePing(Buffer.buffer("feedhorn")).onFailure(pong::tryFail);
    FeedhornClient.await(pong.future(), timeout);
  }

  /** Returns the negotiated subprotocol, or null. */
  public @Nullable String subProtocol() {
    return socket.subProtocol();
  }

  @Override
  public void close() {
    inbox.discard();
    socket.close();
  }
}
