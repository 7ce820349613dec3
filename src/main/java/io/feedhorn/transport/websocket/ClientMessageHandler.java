package io.feedhorn.transport.websocket;

import io.feedhorn.auth.Permissions;
import io.feedhorn.hub.Hub;
import io.feedhorn.hub.Outbox;
import io.feedhorn.hub.SubscribeResult;
import io.feedhorn.json.JsonMessage;
import io.feedhorn.json.RawJson;
import io.feedhorn.limits.ClientQuota;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.transport.ClientSession;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.MessageSequencer;
import io.feedhorn.transport.PendingPublishes;
import io.feedhorn.transport.netty.TextWebSocket;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The handler of the messages of one WebSocket. Owned by its event loop, not thread-safe. Every
 * message gets an answer, in the order of the messages; only the answers of publishes may come
 * later.
 */
final class ClientMessageHandler {
  private final LoopContext loopContext;
  private final ClientQuota quota;
  private final ClientSession session;
  private final Outbox outbox;
  private final TextWebSocket socket;
  private final MessageSequencer sequencer;
  private @Nullable PendingPublishes publishes;

  ClientMessageHandler(
      LoopContext loopContext,
      ClientQuota quota,
      ClientSession session,
      Outbox outbox,
      TextWebSocket socket) {
    this.loopContext = loopContext;
    this.quota = quota;
    this.session = session;
    this.outbox = outbox;
    this.socket = socket;
    this.sequencer = session.newSequencer();
  }

  void receive(Buffer utf8) {
    sequencer.submit(utf8.length(), () -> read(utf8));
  }

  private void read(Buffer utf8) {
    String id = null;
    try {
      JsonMessage fields = fields(utf8);
      id = ClientMessage.id(fields);
      quota.countRequest();
      handleInOrder(ClientMessage.of(fields, loopContext.publishService().tracing()));
    } catch (RuntimeException failure) {
      refuse(id, failure);
    }
  }

  /** Parses a message. One that cannot be parsed counts for the rate, too. */
  private JsonMessage fields(Buffer utf8) {
    try {
      return JsonMessage.parse(RawJson.decode(utf8));
    } catch (FeedException invalid) {
      quota.countRequest();
      throw invalid;
    }
  }

  /** Refuses a binary message. */
  void receiveBinary(Buffer message) {
    sequencer.submit(message.length(), this::refuseBinary);
  }

  private void refuseBinary() {
    try {
      quota.countRequest();
      throw new FeedException(
          ErrorCode.BAD_REQUEST, "Messages are text frames with a JSON object.");
    } catch (FeedException refusal) {
      refuse(null, refusal);
    }
  }

  /** Delays a message that changes subscriptions until earlier publishes have been delivered. */
  private void handleInOrder(ClientMessage message) {
    if (message instanceof ClientMessage.Publish
        || message instanceof ClientMessage.Delete
        || message instanceof ClientMessage.Ping) {
      handle(message);
    } else {
      sequencer.continueWith(written(), written -> orRefuse(message, () -> handle(message)));
    }
  }

  private Future<Void> written() {
    return publishes == null ? Future.succeededFuture() : publishes.written();
  }

  private PendingPublishes publishes() {
    PendingPublishes known = publishes;
    if (known == null) {
      known = new PendingPublishes(hub());
      publishes = known;
    }
    return known;
  }

  private Hub hub() {
    return loopContext.hub();
  }

  private void orRefuse(ClientMessage message, Runnable action) {
    try {
      action.run();
    } catch (RuntimeException failure) {
      refuse(message.id(), failure);
    }
  }

  private void handle(ClientMessage message) {
    if (message instanceof ClientMessage.Subscribe request) {
      subscribe(request);
    } else if (message instanceof ClientMessage.Unsubscribe request) {
      hub().unsubscribe(outbox, request.patterns());
      socket.send(ServerMessage.unsubscribed(request.id(), request.patterns()));
    } else if (message instanceof ClientMessage.Publish request) {
      publish(request);
    } else if (message instanceof ClientMessage.Delete request) {
      delete(request);
    } else if (message instanceof ClientMessage.Acknowledge request) {
      acknowledge(request);
    } else if (message instanceof ClientMessage.Ping request) {
      socket.send(ServerMessage.pong(request, hub().feeds().clock().micros()));
    } else if (message instanceof ClientMessage.Auth request) {
      sequencer.suspendUntil(
          loopContext
              .authenticator()
              .authenticate(request.token())
              .onSuccess(permissions -> renew(request, permissions))
              .onFailure(failure -> refuse(request.id(), failure)));
    }
  }

  /** Adopts another token, and ends the subscriptions that it does not permit. */
  private void renew(ClientMessage.Auth request, Permissions permissions) {
    session.renew(permissions);
    socket.send(ServerMessage.authenticated(request, permissions));
    List<TopicPattern> ended =
        outbox.patterns().stream()
            .filter(pattern -> !loopContext.authorizer().maySubscribe(permissions, pattern))
            .toList();
    if (!ended.isEmpty()) {
      hub().unsubscribe(outbox, ended);
      socket.send(ServerMessage.unsubscribed(request.id(), ended));
    }
    hub().presence().announce(outbox, permissions.member());
  }

  private void subscribe(ClientMessage.Subscribe request) {
    requirePermission(request);
    sequencer.continueWith(
        loopContext
            .start(request.reader(), request.patterns(), request.since())
            .transform(Future::succeededFuture),
        start -> orRefuse(request, () -> subscribe(request, start)));
  }

  private void subscribe(ClientMessage.Subscribe request, AsyncResult<@Nullable Cursor> start) {
    if (start.succeeded()) {
      subscribe(request, start.result());
    } else {
      refuse(request.id(), start.cause());
    }
  }

  private void subscribe(ClientMessage.Subscribe request, @Nullable Cursor since) {
    // Again, because the permissions may have changed while the cursor was checked.
    requirePermission(request);
    requireRoom(request);
    SubscribeResult result =
        hub().subscribe(outbox, request.patterns(), since, request.snapshot(), request.options());
    hub().presence().announce(outbox, session.permissions().member());
    hub().countResume(WebSocketSession.TRANSPORT, since, result);
    socket.send(ServerMessage.subscribed(request, since, result));
  }

  private void acknowledge(ClientMessage.Acknowledge request) {
    loopContext.authorizer().requireReader(session.permissions(), request.reader());
    sequencer.suspendUntil(
        loopContext
            .readers()
            .acknowledge(request.reader(), request.move())
            .onSuccess(status -> socket.send(ServerMessage.acknowledged(request, status)))
            .onFailure(failure -> refuse(request.id(), failure)));
  }

  private void requirePermission(ClientMessage.Subscribe request) {
    loopContext.authorizer().requireSubscribe(session.permissions(), request.patterns());
    if (request.reader() != null) {
      loopContext.authorizer().requireReader(session.permissions(), request.reader());
    }
  }

  private void requireRoom(ClientMessage.Subscribe request) {
    int max = loopContext.limits().subscriptions();
    if (outbox.patternsWith(request.patterns()) > max) {
      throw new FeedException(
          ErrorCode.TOO_MANY,
          "A connection has at most " + max + " patterns (limits.subscriptions).");
    }
  }

  private void publish(ClientMessage.Publish request) {
    publishes()
        .add(
            loopContext.countRefusal(
                request.topic(),
                () -> {
                  loopContext.authorizer().requirePublish(session.permissions(), request.topic());
                  quota.countPublish();
                  return loopContext
                      .publishService()
                      .publish(request.topic(), request.data(), null, request.trace());
                }))
        .onSuccess(receipt -> socket.send(ServerMessage.published(request, receipt)))
        .onFailure(failure -> refuse(request.id(), failure));
  }

  private void delete(ClientMessage.Delete request) {
    publishes()
        .add(
            loopContext.countRefusal(
                request.topic(),
                () -> {
                  loopContext.authorizer().requirePublish(session.permissions(), request.topic());
                  quota.countPublish();
                  return loopContext
                      .publishService()
                      .delete(request.topic(), null, request.trace());
                }))
        .onSuccess(receipt -> socket.send(ServerMessage.deleted(request, receipt)))
        .onFailure(failure -> refuse(request.id(), failure));
  }

  /**
   * Answers a message with an error.
   *
   * @param id the id of the message, or null if it has none
   */
  void refuse(@Nullable String id, Throwable failure) {
    socket.send(ServerMessage.error(id, session.refusal(failure)));
  }
}
