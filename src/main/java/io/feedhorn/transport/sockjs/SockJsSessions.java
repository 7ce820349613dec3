package io.feedhorn.transport.sockjs;

import io.feedhorn.auth.Credentials;
import io.feedhorn.auth.Permissions;
import io.feedhorn.limits.ClientQuota;
import io.feedhorn.model.DisconnectReason;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.publish.ByReferenceCodec;
import io.feedhorn.transport.ClientErrors;
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
 * arrive on connections of any event loop; the session lives on the loop that follows from its id
 * ({@link EventLoopNumber}), and other loops send it tasks over the event bus.
 */
final class SockJsSessions {
  private static final String ADDRESS = "feedhorn.sockjs.";
  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

  private final LoopContext loopContext;
  private final EventLoopNumber shard;
  private final Map<String, SockJsHttpSession> sessions = new HashMap<>();

  /** A task for the event loop of a session. It captures immutable objects only. */
  private record SessionTask(Predicate<SockJsSessions> action) {}

  SockJsSessions(LoopContext loopContext, EventLoopNumber shard) {
    this.loopContext = loopContext;
    this.shard = shard;
  }

  /** Starts to accept the tasks of other event loops. */
  Future<Void> start() {
    ByReferenceCodec.register(
        loopContext.vertx().eventBus(), SessionTask.class, "feedhorn.sockjs-task");
    return loopContext
        .vertx()
        .eventBus()
        .localConsumer(
            ADDRESS + shard.number(),
            (Message<SessionTask> task) -> task.reply(task.body().action.test(this)))
        .completion();
  }

  /**
   * Adds a response to a session. The first one opens the session.
   *
   * @param quota the quota of the client that opens the session
   * @param credentials the credentials of a new session; ignored if the session exists
   */
  Future<Boolean> attach(
      String id, SockJsResponse response, ClientQuota quota, Credentials credentials) {
    return onOwner(
        id,
        owner -> {
          owner.findOrOpen(id, quota, credentials).onSuccess(session -> session.attach(response));
          return true;
        });
  }

  /** Passes messages to a session. Returns true if the session exists and accepts them. */
  Future<Boolean> receive(String id, List<String> messages) {
    return onOwner(
        id,
        owner -> {
          SockJsHttpSession session = owner.sessions.get(id);
          return session != null && session.receive(messages);
        });
  }

  /** Informs a session that the connection of a response is gone. */
  Future<Boolean> onConnectionLost(String id, SockJsResponse response) {
    return onOwner(
        id,
        owner -> {
          SockJsHttpSession session = owner.sessions.get(id);
          if (session != null) {
            session.onConnectionLost(response);
          }
          return true;
        });
  }

  private Future<Boolean> onOwner(String id, Predicate<SockJsSessions> action) {
    int owner = shard.ownerOf(id);
    return owner == shard.number()
        ? Future.succeededFuture(action.test(this))
        : loopContext
            .vertx()
            .eventBus()
            .<Boolean>request(ADDRESS + owner, new SessionTask(action), LOCAL)
            .map(Message::body);
  }

  private Future<SockJsHttpSession> findOrOpen(
      String id, ClientQuota quota, Credentials credentials) {
    SockJsHttpSession existing = sessions.get(id);
    return existing != null
        ? Future.succeededFuture(existing)
        : loopContext
            .authenticator()
            .authenticate(credentials)
            .map(permissions -> open(id, quota, permissions))
            .otherwise(failure -> refuse(quota, failure));
  }

  private SockJsHttpSession open(String id, ClientQuota quota, Permissions permissions) {
    return sessions.computeIfAbsent(
        id,
        opened ->
            new SockJsHttpSession(loopContext, quota, permissions, () -> sessions.remove(opened)));
  }

  /** Refuses a session. SockJS has no other way than a session that is closed at once. */
  private SockJsHttpSession refuse(ClientQuota quota, Throwable failure) {
    SockJsHttpSession session =
        new SockJsHttpSession(loopContext, quota, Permissions.NONE, () -> {});
    // A ticket that could not be checked, because other nodes are unreachable, is not invalid.
    boolean invalid = ClientErrors.of(failure).code() == ErrorCode.UNAUTHORIZED;
    session.close(invalid ? DisconnectReason.INVALID_TOKEN : DisconnectReason.INTERRUPTED);
    return session;
  }

  /** Returns one action for each session that closes it with 1001. */
  List<Runnable> shutdownActions() {
    return sessions.values().stream()
        .<Runnable>map(session -> () -> session.close(DisconnectReason.LEAVING))
        .toList();
  }
}
