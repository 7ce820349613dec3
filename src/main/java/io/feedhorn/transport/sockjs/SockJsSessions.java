package io.feedhorn.transport.sockjs;

import io.feedhorn.auth.Credentials;
import io.feedhorn.auth.Permissions;
import io.feedhorn.limits.ClientQuota;
import io.feedhorn.publish.ByReferenceCodec;
import io.feedhorn.transport.LoopContext;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The SockJS sessions over HTTP of one event loop. Owned by that loop. The requests of one session
 * come by connections of any loop; the session lives on the one that its name says, and the others
 * send it what came, as a message.
 */
final class SockJsSessions {
  private static final String ADDRESS = "feedhorn.sockjs.";
  private static final short UNAUTHORIZED = 4001;
  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

  private final LoopContext loopContext;
  private final LoopShard shard;
  private final Map<String, SockJsHttpSession> sessions = new HashMap<>();

  /** What is done on the event loop of a session. It shares nothing that is not its own. */
  private record SessionTask(Predicate<SockJsSessions> deed) {}

  SockJsSessions(LoopContext loopContext, LoopShard shard) {
    this.loopContext = loopContext;
    this.shard = shard;
  }

  /** Lets the other event loops send what comes for the sessions of this one. */
  Future<Void> open() {
    ByReferenceCodec.register(
        loopContext.vertx().eventBus(), SessionTask.class, "feedhorn.sockjs-visit");
    return loopContext
        .vertx()
        .eventBus()
        .localConsumer(
            ADDRESS + shard.number(),
            (Message<SessionTask> visit) -> visit.reply(visit.body().deed.test(this)))
        .completion();
  }

  /**
   * Hands an answer to a session, which begins with its first one.
   *
   * @param quota whose session it is, where it begins
   * @param shown what the session begins with; not looked at where it has begun
   */
  Future<Boolean> attach(
      String session, SockJsResponse answer, ClientQuota quota, Credentials shown) {
    return at(
        session,
        owner -> {
          owner.begun(session, quota, shown).onSuccess(begun -> begun.attach(answer));
          return true;
        });
  }

  /** Hands messages to a session; whether there is such a session that takes them. */
  Future<Boolean> receive(String session, List<String> messages) {
    return at(
        session,
        owner -> {
          SockJsHttpSession known = owner.sessions.get(session);
          return known != null && known.receive(messages);
        });
  }

  /** Tells a session that the connection of an answer is gone. */
  Future<Boolean> lost(String session, SockJsResponse answer) {
    return at(
        session,
        owner -> {
          SockJsHttpSession known = owner.sessions.get(session);
          if (known != null) {
            known.lost(answer);
          }
          return true;
        });
  }

  private Future<Boolean> at(String session, Predicate<SockJsSessions> deed) {
    int owner = shard.ownerOf(session);
    return owner == shard.number()
        ? Future.succeededFuture(deed.test(this))
        : loopContext
            .vertx()
            .eventBus()
            .<Boolean>request(ADDRESS + owner, new SessionTask(deed), LOCAL)
            .map(Message::body);
  }

  private Future<SockJsHttpSession> begun(String name, ClientQuota quota, Credentials shown) {
    SockJsHttpSession known = sessions.get(name);
    return known != null
        ? Future.succeededFuture(known)
        : loopContext
            .authenticator()
            .authenticate(shown)
            .map(permissions -> named(name, quota, permissions))
            .otherwise(refused -> unauthorized(quota));
  }

  private SockJsHttpSession named(String name, ClientQuota quota, Permissions permissions) {
    return sessions.computeIfAbsent(
        name,
        fresh ->
            new SockJsHttpSession(loopContext, quota, permissions, () -> sessions.remove(fresh)));
  }

  /** SockJS has no other way to say so than a session that is closed at once. */
  private SockJsHttpSession unauthorized(ClientQuota quota) {
    SockJsHttpSession session =
        new SockJsHttpSession(loopContext, quota, Permissions.NONE, () -> {});
    session.close(UNAUTHORIZED, "the token or ticket is not good");
    return session;
  }

  /** Every session of this event loop now. */
  List<BridgeConnection> all() {
    return List.copyOf(sessions.values());
  }
}
