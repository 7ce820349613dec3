package io.feedhorn.transport.sockjs;

import io.feedhorn.auth.Permissions;
import io.feedhorn.json.RawJson;
import io.feedhorn.limits.ClientQuota;
import io.feedhorn.model.DisconnectReason;
import io.feedhorn.model.FeedException;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.netty.SharedFrame;
import io.feedhorn.transport.netty.TextWebSocket;
import io.feedhorn.transport.netty.WebSocketFrames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.DecodeException;
import java.util.List;
import java.util.function.Consumer;

/**
 * A bridge on the transport {@code websocket} of SockJS: a session that starts and ends with its
 * connection. Owned by its event loop, not thread-safe.
 */
final class SockJsWebSocketConnection implements BridgeConnection, TextWebSocket.Listener {
  private static final SharedFrame HEARTBEAT =
      SharedFrame.of(WebSocketFrames.of(Buffer.buffer(SockJsFrames.HEARTBEAT)));

  private final TextWebSocket socket;
  private final EventBusBridge bridge;
  private final Consumer<EventBusBridge> onClosed;
  private boolean closing;

  /**
   * @param onClosed called once when the connection is gone
   */
  SockJsWebSocketConnection(
      LoopContext loopContext,
      ClientQuota quota,
      ServerWebSocket socket,
      Permissions permissions,
      Consumer<EventBusBridge> onClosed) {
    this.onClosed = onClosed;
    this.socket = new TextWebSocket(socket, loopContext.limits(), this);
    this.socket.send(SockJsFrames.OPEN);
    this.bridge = new EventBusBridge(loopContext, quota, this, SockJsTransport.NAME, permissions);
  }

  EventBusBridge bridge() {
    return bridge;
  }

  /** Cuts the connection without a close frame if a message is not SockJS, as its protocol says. */
  @Override
  public void text(Buffer utf8) {
    if (closing) {
      return;
    }
    try {
      SockJsFrames.messages(RawJson.decode(utf8)).forEach(bridge::receive);
    } catch (FeedException | DecodeException invalid) {
      bridge.session().close(DisconnectReason.INVALID_SOCKJS);
    }
  }

  @Override
  public void binary(Buffer message) {
    bridge.session().close(DisconnectReason.INVALID_SOCKJS);
  }

  @Override
  public void drained() {
    bridge.drained();
  }

  /** Closes with a close frame of the WebSocket only: SockJS has no frame for its violations. */
  @Override
  public void failed(DisconnectReason reason, String text) {
    closing = true;
    bridge.session().close(reason, text);
  }

  @Override
  public void closed() {
    bridge.session().closed();
    onClosed.accept(bridge);
  }

  /** Sends a heartbeat that pages see, and a ping that detects a lost peer. */
  @Override
  public void beat() {
    if (socket.writable()) {
      socket.write(HEARTBEAT);
    }
    socket.ping();
  }

  @Override
  public boolean writable() {
    return socket.writable();
  }

  @Override
  public BridgeUpdateEncoder.Framing framing() {
    return BridgeUpdateEncoder.Framing.SOCKJS_FRAME;
  }

  @Override
  public void write(SharedFrame update, BridgeSubscription subscription) {
    socket.write(update);
  }

  @Override
  public void flush() {
    socket.flush();
  }

  @Override
  public void send(String message) {
    if (!closing) {
      socket.send(SockJsFrames.array(List.of(SockJsFrames.string(message))).toString());
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the close handler is called in any case
  public void disconnect(DisconnectReason reason, String text) {
    if (!closing && reason.hasCloseFrame()) {
      socket.send(SockJsFrames.close(reason.closeCode(), text));
    }
    closing = true;
    socket.close(reason, text);
  }
}
