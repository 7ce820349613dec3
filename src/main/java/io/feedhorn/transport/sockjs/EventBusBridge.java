package io.feedhorn.transport.sockjs;

import io.feedhorn.auth.Authenticator;
import io.feedhorn.auth.Authorizer;
import io.feedhorn.auth.Credentials;
import io.feedhorn.auth.Permissions;
import io.feedhorn.hub.Hub;
import io.feedhorn.hub.Outbox;
import io.feedhorn.json.RawJson;
import io.feedhorn.limits.ClientQuota;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.DisconnectReason;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.publish.Addresses;
import io.feedhorn.transport.ClientSession;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.MessageSequencer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The Vert.x event-bus bridge protocol on one connection: {@code register}, {@code unregister},
 * {@code publish}, {@code send} and {@code ping} from the client; {@code rec} and {@code err} to
 * the client. Owned by its event loop, not thread-safe. Clients reach feeds only, no other address
 * of the event bus.
 */
final class EventBusBridge implements ClientSession.Connection {
  private final Hub hub;
  private final Authenticator authenticator;
  private final Authorizer authorizer;
  private final ClientQuota quota;
  private final BridgeConnection connection;
  private final ClientSession session;
  private final MessageSequencer sequencer;
  private final BridgeResponder responder;
  private final BridgeRegistrations registrations;
  private final BridgePublisher publisher;
  private final BridgeReaders readers;
  private @Nullable String token;

  /** Opens the session of a connection. */
  EventBusBridge(
      LoopContext loopContext,
      ClientQuota quota,
      BridgeConnection connection,
      String transport,
      Permissions permissions) {
    this.hub = loopContext.hub();
    this.authenticator = loopContext.authenticator();
    this.authorizer = loopContext.authorizer();
    this.quota = quota;
    this.connection = connection;
    this.session = new ClientSession(loopContext, transport, quota, permissions, this);
    this.sequencer = session.newSequencer();
    this.responder = new BridgeResponder(connection, session);
    this.registrations = new BridgeRegistrations(loopContext, session, connection, transport);
    this.publisher = new BridgePublisher(loopContext, quota, session, responder);
    this.readers = new BridgeReaders(loopContext, session, responder);
    session.startHeartbeat(loopContext.heartbeat());
  }

  void receive(Buffer utf8) {
    try {
      receive(RawJson.decode(utf8));
    } catch (FeedException notUtf8) {
      refuseInvalid(notUtf8);
    }
  }

  void receive(String message) {
    sequencer.submit(message.length(), () -> read(message));
  }

  /** Refuses a message that cannot be read, and counts it like others. */
  private void refuseInvalid(FeedException invalid) {
    try {
      quota.countRequest();
      responder.error("invalid_json", invalid);
    } catch (FeedException limited) {
      responder.error(limited);
    }
  }

  private void read(String message) {
    BridgeRequest request;
    try {
      request = BridgeRequest.parse(message);
    } catch (FeedException invalid) {
      refuseInvalid(invalid);
      return;
    }
    try {
      quota.countRequest();
    } catch (FeedException limited) {
      refuseOverRate(request, limited);
      return;
    }
    try {
      String authorization =
          authorizer.isOpen() ? request.authorizationIfValid() : request.authorization();
      if (authorization == null || authorization.equals(token)) {
        handleInOrder(request);
      } else {
        sequencer.suspendUntil(renew(authorization, request));
      }
    } catch (RuntimeException failure) {
      responder.error("invalid_json", failure);
    }
  }

  private void refuseOverRate(BridgeRequest request, FeedException limited) {
    if (request.isSend()) {
      responder.refuse(request, limited);
    } else {
      responder.error(limited);
    }
  }

  /** Handles a message that carries another token with the permissions of that token. */
  private Future<Permissions> renew(String authorization, BridgeRequest request) {
    return authenticator
        .authenticate(new Credentials(authorization, null))
        .onSuccess(
            permissions -> {
              if (session.isOpen()) {
                token = authorization;
                session.renew(permissions);
                unregisterForbidden(permissions);
                registrations.announce();
                handleInOrder(request);
              }
            })
        .onFailure(failure -> responder.refuse(request, failure));
  }

  private void unregisterForbidden(Permissions permissions) {
    for (String address : registrations.unregisterForbidden(permissions)) {
      responder.announce(
          "access_denied",
          new FeedException(
              ErrorCode.FORBIDDEN,
              "The token does not permit '" + address + "'; the address is unregistered."));
    }
  }

  /** Delays a message that changes subscriptions until earlier publishes have been delivered. */
  private void handleInOrder(BridgeRequest request) {
    if (request.changesSubscriptions()) {
      Future<Void> written = publisher.written();
      boolean waits = !written.isComplete();
      sequencer.continueWith(
          written,
          done -> {
            if (waits) {
              connection.flush(); // not later: a message that unregisters drops what is not sent
            }
            checkCursor(request);
          });
    } else {
      handleOrRefuse(request, null);
    }
  }

  /** Delays a registration with a cursor that is ahead of this node until its owner is asked. */
  private void checkCursor(BridgeRequest request) {
    if (request.hasReader()) {
      registerReader(request);
      return;
    }
    sequencer.continueWith(
        hub.validated(request.validSince()), since -> handleOrRefuse(request, since));
  }

  /** Delays a registration with a reader until the reader's cursor is known. */
  private void registerReader(BridgeRequest request) {
    try {
      sequencer.continueWith(
          readers.open(request).transform(Future::succeededFuture),
          start -> {
            if (start.succeeded()) {
              handleOrRefuse(request, start.result());
            } else {
              responder.error("rejected", start.cause());
            }
          });
    } catch (BridgeException denied) {
      responder.error(denied);
    }
  }

  private void handleOrRefuse(BridgeRequest request, @Nullable Cursor since) {
    try {
      handle(request, since);
    } catch (BridgeException denied) {
      responder.error(denied);
    } catch (RuntimeException failure) {
      responder.error("invalid_json", failure);
    }
  }

  private void handle(BridgeRequest request, @Nullable Cursor since) throws BridgeException {
    switch (request.type()) {
      case "ping" ->
          reply(
              request.replyAddress(),
              BridgeMessages.pong(hub.feeds().clock().micros(), registrations.caughtUpCursor()));
      case "register" -> register(request, since);
      case "unregister" -> registrations.unregister(request.address());
      case "publish" -> publisher.publish(request);
      case "send" -> send(request);
      default ->
          throw new BridgeException(
              "invalid_type", "'type' must be ping, register, unregister, publish or send.");
    }
  }

  private void send(BridgeRequest request) throws BridgeException {
    if (request.address().equals(Addresses.ACK)) {
      sequencer.suspendUntil(readers.acknowledge(request));
    } else {
      publisher.send(request);
    }
  }

  private void register(BridgeRequest request, @Nullable Cursor since) throws BridgeException {
    try {
      String replyAddress = request.replyAddress();
      reply(replyAddress, registrations.register(request, since));
    } catch (FeedException exception) {
      throw new BridgeException("rejected", exception);
    }
  }

  /** The official client names no reply address for registrations and pings. */
  private void reply(@Nullable String replyAddress, String body) {
    if (replyAddress != null) {
      responder.reply(replyAddress, body);
    }
  }

  /** Continues to write after the connection accepts more data again. */
  void drained() {
    registrations.drained();
  }

  /** Returns the session, through which the transport reports the end of the connection. */
  ClientSession session() {
    return session;
  }

  @Override
  public Collection<Outbox> outboxes() {
    return registrations.outboxes();
  }

  @Override
  public void unsubscribeAll() {
    registrations.unregisterAll();
  }

  @Override
  public void disconnect(DisconnectReason reason, String text) {
    connection.disconnect(reason, text);
  }

  @Override
  public void beat() {
    connection.beat();
  }
}
