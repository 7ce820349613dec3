package io.feedhorn.transport.websocket;

import io.feedhorn.auth.Permissions;
import io.feedhorn.hub.Hub;
import io.feedhorn.hub.Outbox;
import io.feedhorn.hub.Subscriber;
import io.feedhorn.limits.ClientQuota;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.DisconnectReason;
import io.feedhorn.model.Update;
import io.feedhorn.transport.ClientSession;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.netty.TextWebSocket;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One WebSocket of {@code feedhorn.v1}. Owned by its event loop, not thread-safe. */
final class WebSocketSession
    implements Subscriber, TextWebSocket.Listener, ClientSession.Connection {
  static final String TRANSPORT = "websocket";

  private final Hub hub;
  private final TextWebSocket socket;
  private final Outbox outbox;
  private final ClientSession session;
  private final ClientMessageHandler messages;
  private final Consumer<WebSocketSession> onClosed;
  private @Nullable UpdateFrameEncoder encoder;

  WebSocketSession(
      LoopContext loopContext,
      ClientQuota quota,
      ServerWebSocket socket,
      Permissions permissions,
      String id,
      Consumer<WebSocketSession> onClosed) {
    this.onClosed = onClosed;
    this.hub = loopContext.hub();
    this.socket = new TextWebSocket(socket, loopContext.limits(), this);
    this.outbox = hub.newOutbox(this);
    this.session = new ClientSession(loopContext, TRANSPORT, quota, permissions, id, this);
    this.messages = new ClientMessageHandler(loopContext, quota, session, outbox, this.socket);
    session.startHeartbeat(loopContext.heartbeat());
    this.socket.send(
        ServerMessage.welcome(
            id, loopContext.heartbeat().interval(), hub.feeds().clock().micros()));
  }

  @Override
  public void text(Buffer utf8) {
    messages.receive(utf8);
  }

  @Override
  public void binary(Buffer message) {
    messages.receiveBinary(message);
  }

  @Override
  public boolean writable() {
    return socket.writable();
  }

  @Override
  public void write(Update update) {
    if (encoder == null) {
      encoder = socket.deflates() ? UpdateFrameEncoder.DEFLATED : UpdateFrameEncoder.PLAIN;
    }
    socket.write(update.encoded(encoder));
  }

  @Override
  public void flush() {
    socket.flush();
  }

  @Override
  public void drained() {
    outbox.drained();
  }

  @Override
  public void reset(String feed, Cursor cursor) {
    socket.send(ServerMessage.reset(feed, cursor));
  }

  @Override
  public void tooSlow() {
    session.close(DisconnectReason.TOO_SLOW);
  }

  @Override
  public void failed(DisconnectReason reason, String text) {
    session.close(reason, text);
  }

  @Override
  public Collection<Outbox> outboxes() {
    return List.of(outbox);
  }

  @Override
  public void unsubscribeAll() {
    hub.close(outbox);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the close handler is called in any case
  public void disconnect(DisconnectReason reason, String text) {
    socket.close(reason, text);
  }

  @Override
  public void beat() {
    socket.ping();
  }

  /** Announces a planned stop. */
  void announceShutdown(Duration in) {
    socket.send(ServerMessage.leaving(in));
  }

  /** Closes the connection because the server stops. */
  void shutdown() {
    session.close(DisconnectReason.LEAVING);
  }

  @Override
  public void closed() {
    session.closed();
    onClosed.accept(this);
  }

  @Override
  public String transport() {
    return TRANSPORT;
  }
}
