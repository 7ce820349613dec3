package io.feedhorn.transport.sockjs;

import io.feedhorn.auth.Permissions;
import io.feedhorn.limits.ClientQuota;
import io.feedhorn.transport.HeartbeatTimer;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.netty.SharedFrame;
import io.feedhorn.transport.netty.TextWebSocket;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.function.Consumer;

/** The bridge on a bare WebSocket, without SockJS's framing. Owned by its event loop. */
final class WebSocketBridgeConnection
    implements BridgeConnection, TextWebSocket.Listener, HeartbeatTimer.HeartbeatListener {
  private static final int ENVELOPE_FACTOR = 4;

  private final LoopContext loopContext;
  private final TextWebSocket socket;
  private final EventBusBridge bridge;
  private final Consumer<WebSocketBridgeConnection> atTheEnd;

  WebSocketBridgeConnection(
      LoopContext loopContext,
      ClientQuota quota,
      ServerWebSocket socket,
      Permissions permissions,
      Consumer<WebSocketBridgeConnection> atTheEnd) {
    this.loopContext = loopContext;
    this.atTheEnd = atTheEnd;
    this.socket =
        new TextWebSocket(socket, loopContext.limits().messageBytes() * ENVELOPE_FACTOR, this);
    this.bridge = new EventBusBridge(loopContext, quota, this, "eventbus-websocket", permissions);
    loopContext.heartbeat().add(this);
  }

  @Override
  public void text(Buffer utf8) {
    bridge.receive(utf8);
  }

  @Override
  public void binary(Buffer message) {
    // The stock bridge takes a binary frame for text too.
    bridge.receive(message);
  }

  @Override
  public void drained() {
    bridge.drained();
  }

  @Override
  public void closed() {
    loopContext.heartbeat().remove(this);
    bridge.closed();
    atTheEnd.accept(this);
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
  public BridgeUpdateEncoder.Framing shape() {
    return BridgeUpdateEncoder.Framing.FRAME;
  }

  @Override
  public void write(SharedFrame update, BridgeSubscription of) {
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
  public void close(short code, String reason) {
    socket.close(code, reason);
  }
}
