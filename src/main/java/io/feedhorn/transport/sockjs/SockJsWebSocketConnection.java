package io.feedhorn.transport.sockjs;

import io.feedhorn.auth.Permissions;
import io.feedhorn.json.RawJson;
import io.feedhorn.limits.ClientQuota;
import io.feedhorn.model.FeedException;
import io.feedhorn.transport.HeartbeatTimer;
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
 * The bridge over SockJS's {@code websocket}: a session that begins and ends with its connection.
 * Owned by its event loop, not thread-safe.
 */
final class SockJsWebSocketConnection
    implements BridgeConnection, TextWebSocket.Listener, HeartbeatTimer.HeartbeatListener {
  private static final int ENVELOPE_FACTOR = 4;
  private static final SharedFrame HEARTBEAT =
      SharedFrame.of(WebSocketFrames.of(Buffer.buffer(SockJsFrames.HEARTBEAT)));

  private final LoopContext loopContext;
  private final TextWebSocket socket;
  private final EventBusBridge bridge;
  private final Consumer<SockJsWebSocketConnection> atTheEnd;
  private boolean closing;

  SockJsWebSocketConnection(
      LoopContext loopContext,
      ClientQuota quota,
      ServerWebSocket socket,
      Permissions permissions,
      Consumer<SockJsWebSocketConnection> atTheEnd) {
    this.loopContext = loopContext;
    this.atTheEnd = atTheEnd;
    this.socket =
        new TextWebSocket(socket, loopContext.limits().messageBytes() * ENVELOPE_FACTOR, this);
    this.socket.send(SockJsFrames.OPEN);
    this.bridge = new EventBusBridge(loopContext, quota, this, SockJsTransport.NAME, permissions);
    loopContext.heartbeat().add(this);
  }

  /** What is not SockJS ends the connection without a word, as its protocol has it. */
  @Override
  public void text(Buffer utf8) {
    if (closing) {
      return;
    }
    try {
      SockJsFrames.messages(RawJson.decode(utf8)).forEach(bridge::receive);
    } catch (FeedException | DecodeException broken) {
      socket.cut();
    }
  }

  @Override
  public void binary(Buffer message) {
    socket.cut();
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

  /** Pages see the heartbeat of SockJS; the ping, which flushes it, finds those that are gone. */
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
  public BridgeUpdateEncoder.Framing shape() {
    return BridgeUpdateEncoder.Framing.SOCKJS_FRAME;
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
    if (!closing) {
      socket.send(SockJsFrames.array(List.of(SockJsFrames.string(message))).toString());
    }
  }

  @Override
  public void close(short code, String reason) {
    if (!closing) {
      closing = true;
      socket.send(SockJsFrames.close(code, reason));
      socket.close(code, reason);
    }
  }
}
