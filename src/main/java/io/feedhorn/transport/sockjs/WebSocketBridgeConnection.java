package io.feedhorn.transport.sockjs;

import io.feedhorn.auth.Permissions;
import io.feedhorn.limits.ClientQuota;
import io.feedhorn.model.DisconnectReason;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.netty.SharedFrame;
import io.feedhorn.transport.netty.TextWebSocket;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.function.Consumer;

/** A bridge on a raw WebSocket, without the frames of SockJS. Owned by its event loop. */
final class WebSocketBridgeConnection implements BridgeConnection, TextWebSocket.Listener {
  private final TextWebSocket socket;
  private final EventBusBridge bridge;
  private final Consumer<EventBusBridge> onClosed;

  /**
   * @param onClosed called once when the connection is gone
   */
  WebSocketBridgeConnection(
      LoopContext loopContext,
      ClientQuota quota,
      ServerWebSocket socket,
      Permissions permissions,
      Consumer<EventBusBridge> onClosed) {
    this.onClosed = onClosed;
    this.socket = new TextWebSocket(socket, loopContext.limits(), this);
    this.bridge = new EventBusBridge(loopContext, quota, this, "eventbus-websocket", permissions);
  }

  EventBusBridge bridge() {
    return bridge;
  }

  @Override
  public void text(Buffer utf8) {
    bridge.receive(utf8);
  }

  @Override
  public void binary(Buffer message) {
    // As the bridge of Vert.x does: a binary message is read as text.
    bridge.receive(message);
  }

  @Override
  public void drained() {
    bridge.drained();
  }

  @Override
  public void failed(DisconnectReason reason, String text) {
    bridge.session().close(reason, text);
  }

  @Override
  public void closed() {
    bridge.session().closed();
    onClosed.accept(bridge);
  }

  @Override
  public void beat() {
    socket.ping();
  }

  @Override
  public boolean writable() {
    return socket.writable();
  }

  @Override
  public BridgeUpdateEncoder.Framing framing() {
    return BridgeUpdateEncoder.Framing.FRAME;
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
    socket.send(message);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the close handler is called in any case
  public void disconnect(DisconnectReason reason, String text) {
    socket.close(reason, text);
  }
}
