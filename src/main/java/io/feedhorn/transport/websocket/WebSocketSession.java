package io.feedhorn.transport.websocket;

import io.feedhorn.auth.GrantExpiry;
import io.feedhorn.auth.Permissions;
import io.feedhorn.hub.Hub;
import io.feedhorn.hub.Outbox;
import io.feedhorn.hub.SubscribeResult;
import io.feedhorn.hub.Subscriber;
import io.feedhorn.json.JsonMessage;
import io.feedhorn.json.RawJson;
import io.feedhorn.limits.ClientQuota;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import io.feedhorn.transport.ClientErrors;
import io.feedhorn.transport.HeartbeatTimer;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.MessageSequencer;
import io.feedhorn.transport.PendingPublishes;
import io.feedhorn.transport.netty.TextWebSocket;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One WebSocket of {@code feedhorn.v1}. Owned by its event loop, not thread-safe. */
final class WebSocketSession
    implements Subscriber, TextWebSocket.Listener, HeartbeatTimer.HeartbeatListener {
  static final String TRANSPORT = "websocket";
  private static final short TOO_SLOW = 4200;
  private static final short LEAVING = 1001;
  private static final short UNAUTHORIZED = 4001;
  private static final short OVER_A_LIMIT = 4100;
  private static final int ENVELOPE_FACTOR = 4;

  private final LoopContext loopContext;
  private final ClientQuota quota;
  private final Hub hub;
  private final TextWebSocket socket;
  private final Outbox outbox;
  private final GrantExpiry expiry;
  private final MessageSequencer sequencer;
  private final PendingPublishes underway;
  private final Consumer<WebSocketSession> atTheEnd;
  private UpdateFrameEncoder frames = UpdateFrameEncoder.PLAIN;

  WebSocketSession(
      LoopContext loopContext,
      ClientQuota quota,
      ServerWebSocket socket,
      Permissions permissions,
      String name,
      Consumer<WebSocketSession> atTheEnd) {
    this.atTheEnd = atTheEnd;
    this.loopContext = loopContext;
    this.quota = quota;
    this.hub = loopContext.hub();
    this.socket =
        new TextWebSocket(socket, loopContext.limits().messageBytes() * ENVELOPE_FACTOR, this);
    this.outbox = hub.newOutbox(this);
    this.expiry = loopContext.expireWith(permissions, this::expired);
    this.sequencer = new MessageSequencer(loopContext.limits().backlogBytes(), this::tooMuch);
    this.underway = new PendingPublishes(hub);
    hub.meters().opened(TRANSPORT);
    loopContext.heartbeat().add(this);
    this.socket.send(
        ServerMessage.welcome(
            name, loopContext.heartbeat().interval(), hub.feeds().clock().micros()));
  }

  @Override
  public void text(Buffer utf8) {
    sequencer.submit(utf8.length(), () -> read(utf8));
  }

  private void read(Buffer utf8) {
    String id = null;
    try {
      JsonMessage fields = JsonMessage.parse(RawJson.decode(utf8));
      id = ClientMessage.id(fields);
      quota.requests();
      handle(ClientMessage.of(fields));
    } catch (RuntimeException failure) {
      refuse(id, failure);
    }
  }

  private void handle(ClientMessage message) {
    boolean independent =
        message instanceof ClientMessage.Publish || message instanceof ClientMessage.Ping;
    Future<Void> before = independent ? Future.succeededFuture() : underway.settled();
    if (before.isComplete()) {
      take(message);
    } else {
      sequencer.suspendUntil(before.onSuccess(settled -> takeLater(message)));
    }
  }

  private void takeLater(ClientMessage message) {
    try {
      if (!sequencer.isClosed()) {
        take(message);
      }
    } catch (RuntimeException failure) {
      refuse(message.id(), failure);
    }
  }

  private void take(ClientMessage message) {
    if (message instanceof ClientMessage.Subscribe asked) {
      subscribe(asked);
    } else if (message instanceof ClientMessage.Unsubscribe asked) {
      hub.unsubscribe(outbox, asked.patterns());
      socket.send(ServerMessage.unsubscribed(asked.id(), asked.patterns()));
    } else if (message instanceof ClientMessage.Publish asked) {
      publish(asked);
    } else if (message instanceof ClientMessage.Ping asked) {
      socket.send(ServerMessage.pong(asked, hub.feeds().clock().micros()));
    } else if (message instanceof ClientMessage.Auth asked) {
      sequencer.suspendUntil(
          loopContext
              .authenticator()
              .authenticate(asked.token())
              .onSuccess(permissions -> renew(asked, permissions))
              .onFailure(failure -> refuse(asked.id(), failure)));
    }
  }

  /** Another token: what it does not grant any more ends, and says so. */
  private void renew(ClientMessage.Auth asked, Permissions permissions) {
    expiry.renew(permissions);
    socket.send(ServerMessage.authenticated(asked, permissions));
    List<TopicPattern> ended =
        outbox.patterns().stream()
            .filter(pattern -> !loopContext.authorizer().maySubscribe(permissions, pattern))
            .toList();
    if (!ended.isEmpty()) {
      hub.unsubscribe(outbox, ended);
      socket.send(ServerMessage.unsubscribed(asked.id(), ended));
    }
  }

  private void subscribe(ClientMessage.Subscribe asked) {
    requireAllowed(asked);
    Future<@Nullable Cursor> checked = hub.checked(asked.since());
    if (checked.isComplete()) {
      subscribe(asked, checked.result());
    } else {
      sequencer.suspendUntil(checked.onSuccess(since -> subscribeLater(asked, since)));
    }
  }

  private void subscribeLater(ClientMessage.Subscribe asked, @Nullable Cursor since) {
    if (outbox.isClosed()) {
      return;
    }
    try {
      requireAllowed(asked);
      subscribe(asked, since);
    } catch (RuntimeException failure) {
      refuse(asked.id(), failure);
    }
  }

  private void requireAllowed(ClientMessage.Subscribe asked) {
    loopContext.authorizer().requireSubscribe(expiry.grant(), asked.patterns());
    int most = loopContext.limits().subscriptions();
    if (outbox.patternsWith(asked.patterns()) > most) {
      throw new FeedException(
          ErrorCode.TOO_MANY, "A connection has at most " + most + " patterns.");
    }
  }

  private void subscribe(ClientMessage.Subscribe asked, @Nullable Cursor since) {
    SubscribeResult subscribed =
        hub.subscribe(outbox, asked.patterns(), since, asked.snapshot(), asked.options());
    frames = socket.deflates() ? UpdateFrameEncoder.DEFLATED : UpdateFrameEncoder.PLAIN;
    socket.send(ServerMessage.subscribed(asked, subscribed));
  }

  private void publish(ClientMessage.Publish asked) {
    loopContext.authorizer().requirePublish(expiry.grant(), asked.topic());
    quota.publishes();
    underway
        .add(loopContext.publishService().publish(asked.topic(), asked.data()))
        .onSuccess(receipt -> socket.send(ServerMessage.published(asked, receipt)))
        .onFailure(failure -> refuse(asked.id(), failure));
  }

  private void refuse(@Nullable String id, Throwable failure) {
    FeedException exception = ClientErrors.of(failure);
    hub.meters().refused(exception.code());
    socket.send(ServerMessage.error(id, exception));
  }

  @Override
  public void binary(Buffer message) {
    refuse(
        null,
        new FeedException(ErrorCode.BAD_REQUEST, "Messages are text frames with a JSON object."));
  }

  @Override
  public boolean writable() {
    return socket.writable();
  }

  @Override
  public void write(Update update) {
    socket.write(update.encoded(frames));
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
    hub.close(outbox);
    socket.close(TOO_SLOW, "too slow; resume from the cursor");
  }

  private void expired() {
    sequencer.close();
    hub.close(outbox);
    socket.close(UNAUTHORIZED, "the token has expired");
  }

  private void tooMuch() {
    hub.close(outbox);
    socket.close(OVER_A_LIMIT, "too much while an earlier message was waited for");
  }

  @Override
  public void beat() {
    socket.ping();
  }

  /** Says that the server is about to stop. */
  void leave(Duration in) {
    socket.send(ServerMessage.leaving(in));
  }

  /** Closes because the server stops. */
  void close() {
    socket.close(LEAVING, "the server is leaving");
  }

  @Override
  public void closed() {
    expiry.end();
    sequencer.close();
    loopContext.heartbeat().remove(this);
    hub.close(outbox);
    hub.meters().closed(TRANSPORT);
    atTheEnd.accept(this);
  }

  @Override
  public String transport() {
    return TRANSPORT;
  }
}
