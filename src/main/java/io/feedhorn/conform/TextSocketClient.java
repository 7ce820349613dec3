package io.feedhorn.conform;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A WebSocket of text messages, in the order they came. Used by one thread. */
final class TextSocketClient {
  private final ClientWebSocket socket;
  private final BlockingInbox<String> inbox = new BlockingInbox<>();
  private final Duration patience;

  TextSocketClient(ClientWebSocket socket, Duration patience) {
    this.socket = socket;
    this.patience = patience;
    socket.textMessageHandler(inbox::add);
    socket.exceptionHandler(failure -> inbox.end(String.valueOf(failure.getMessage())));
    socket.closeHandler(closed -> inbox.end("closed with " + socket.closeStatusCode()));
  }

  Future<WebSocket> connect(WebSocketConnectOptions options) {
    return socket.connect(options);
  }

  void send(String text) {
    socket.writeTextMessage(text).onFailure(failure -> inbox.end(failure.toString()));
  }

  /** The next message; null where none comes in time. */
  @Nullable String poll(Duration time) {
    return inbox.poll(time);
  }

  /**
   * The next message.
   *
   * @throws CheckFailed where none comes
   */
  String next(String what) {
    String text = inbox.poll(patience);
    CheckFailed.unless(text != null, what + " did not come within " + patience.toMillis() + " ms");
    return String.valueOf(text);
  }

  /** Sends a ping of RFC 6455, and waits for its pong. */
  void ping() {
    Promise<Void> answered = Promise.promise();
    socket.pongHandler(pong -> answered.tryComplete());
    socket.writePing(Buffer.buffer("conform")).onFailure(answered::tryFail);
    ServerUnderTest.done(answered.future(), patience);
  }

  /** The subprotocol that was agreed on, or null. */
  @Nullable String subProtocol() {
    return socket.subProtocol();
  }

  void close() {
    inbox.forget();
    socket.close();
  }
}
