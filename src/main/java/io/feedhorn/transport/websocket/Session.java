package io.feedhorn.transport.websocket;

import io.feedhorn.access.Client;
import io.feedhorn.access.Grant;
import io.feedhorn.access.Lease;
import io.feedhorn.hub.Hub;
import io.feedhorn.hub.Outbox;
import io.feedhorn.hub.Splice;
import io.feedhorn.hub.Subscriber;
import io.feedhorn.model.Code;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.JsonFields;
import io.feedhorn.model.JsonText;
import io.feedhorn.model.Pattern;
import io.feedhorn.model.Refusal;
import io.feedhorn.model.Update;
import io.feedhorn.transport.Edge;
import io.feedhorn.transport.InOrder;
import io.feedhorn.transport.Pulse;
import io.feedhorn.transport.Refusals;
import io.feedhorn.transport.TextSocket;
import io.feedhorn.transport.Underway;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One WebSocket of {@code feedhorn.v1}. Owned by its event loop, not thread-safe. */
final class Session implements Subscriber, TextSocket.Listener, Pulse.Beating {
  static final String TRANSPORT = "websocket";
  private static final short TOO_SLOW = 4200;
  private static final short LEAVING = 1001;
  private static final short UNAUTHORIZED = 4001;
  private static final short OVER_A_LIMIT = 4100;
  private static final int ENVELOPE_FACTOR = 4;

  private final Edge edge;
  private final Client client;
  private final Hub hub;
  private final TextSocket socket;
  private final Outbox outbox;
  private final Lease lease;
  private final InOrder inOrder;
  private final Underway underway;
  private final Consumer<Session> atTheEnd;
  private UpdateFrame frames = UpdateFrame.PLAIN;

  Session(
      Edge edge,
      Client client,
      ServerWebSocket socket,
      Grant grant,
      String name,
      Consumer<Session> atTheEnd) {
    this.atTheEnd = atTheEnd;
    this.edge = edge;
    this.client = client;
    this.hub = edge.hub();
    this.socket = new TextSocket(socket, edge.limits().messageBytes() * ENVELOPE_FACTOR, this);
    this.outbox = hub.open(this);
    this.lease = edge.lease(grant, this::expired);
    this.inOrder = new InOrder(edge.limits().backlogBytes(), this::tooMuch);
    this.underway = new Underway(hub);
    hub.meters().opened(TRANSPORT);
    edge.pulse().add(this);
    this.socket.send(
        ServerMessage.welcome(name, edge.pulse().interval(), hub.feeds().clock().micros()));
  }

  @Override
  public void text(Buffer utf8) {
    inOrder.pass(utf8.length(), () -> read(utf8));
  }

  private void read(Buffer utf8) {
    String id = null;
    try {
      JsonFields fields = JsonFields.parse(JsonText.decode(utf8));
      id = ClientMessage.id(fields);
      client.requests();
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
      inOrder.waitFor(before.onSuccess(settled -> takeLater(message)));
    }
  }

  private void takeLater(ClientMessage message) {
    try {
      if (!inOrder.isClosed()) {
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
      inOrder.waitFor(
          edge.guard()
              .admit(asked.token())
              .onSuccess(grant -> renew(asked, grant))
              .onFailure(failure -> refuse(asked.id(), failure)));
    }
  }

  /** Another token: what it does not grant any more ends, and says so. */
  private void renew(ClientMessage.Auth asked, Grant grant) {
    lease.renew(grant);
    socket.send(ServerMessage.authenticated(asked, grant));
    List<Pattern> ended =
        outbox.patterns().stream()
            .filter(pattern -> !edge.guard().maySubscribe(grant, pattern))
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
      inOrder.waitFor(checked.onSuccess(since -> subscribeLater(asked, since)));
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
    edge.guard().requireSubscribe(lease.grant(), asked.patterns());
    int most = edge.limits().subscriptions();
    if (outbox.patternsWith(asked.patterns()) > most) {
      throw new Refusal(Code.TOO_MANY, "A connection has at most " + most + " patterns.");
    }
  }

  private void subscribe(ClientMessage.Subscribe asked, @Nullable Cursor since) {
    Splice splice =
        hub.subscribe(outbox, asked.patterns(), since, asked.snapshot(), asked.options());
    frames = socket.deflates() ? UpdateFrame.DEFLATED : UpdateFrame.PLAIN;
    socket.send(ServerMessage.subscribed(asked, splice));
  }

  private void publish(ClientMessage.Publish asked) {
    edge.guard().requirePublish(lease.grant(), asked.topic());
    client.publishes();
    underway
        .add(edge.door().publish(asked.topic(), asked.data()))
        .onSuccess(receipt -> socket.send(ServerMessage.published(asked, receipt)))
        .onFailure(failure -> refuse(asked.id(), failure));
  }

  private void refuse(@Nullable String id, Throwable failure) {
    Refusal refusal = Refusals.of(failure);
    hub.meters().refused(refusal.code());
    socket.send(ServerMessage.error(id, refusal));
  }

  @Override
  public void binary(Buffer message) {
    refuse(null, new Refusal(Code.BAD_REQUEST, "Messages are text frames with a JSON object."));
  }

  @Override
  public boolean writable() {
    return socket.writable();
  }

  @Override
  public void write(Update update) {
    socket.write(update.as(frames));
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
    inOrder.close();
    hub.close(outbox);
    socket.close(UNAUTHORIZED, "the token has expired");
  }

  private void tooMuch() {
    hub.close(outbox);
    socket.close(OVER_A_LIMIT, "too much while an earlier message was waited for");
  }

  @Override
  public void beat() {
    socket.beat();
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
    lease.end();
    inOrder.close();
    edge.pulse().remove(this);
    hub.close(outbox);
    hub.meters().closed(TRANSPORT);
    atTheEnd.accept(this);
  }

  @Override
  public String transport() {
    return TRANSPORT;
  }
}
