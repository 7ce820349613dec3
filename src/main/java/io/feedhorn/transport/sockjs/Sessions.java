package io.feedhorn.transport.sockjs;

import io.feedhorn.access.Client;
import io.feedhorn.access.Credentials;
import io.feedhorn.access.Grant;
import io.feedhorn.publish.LocalCodec;
import io.feedhorn.transport.Edge;
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
final class Sessions {
  private static final String ADDRESS = "feedhorn.sockjs.";
  private static final short UNAUTHORIZED = 4001;
  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

  private final Edge edge;
  private final Place place;
  private final Map<String, SockJsSession> sessions = new HashMap<>();

  /** What is done on the event loop of a session. It shares nothing that is not its own. */
  private record Visit(Predicate<Sessions> deed) {}

  Sessions(Edge edge, Place place) {
    this.edge = edge;
    this.place = place;
  }

  /** Lets the other event loops send what comes for the sessions of this one. */
  Future<Void> open() {
    LocalCodec.register(edge.vertx().eventBus(), Visit.class, "feedhorn.sockjs-visit");
    return edge.vertx()
        .eventBus()
        .localConsumer(
            ADDRESS + place.number(),
            (Message<Visit> visit) -> visit.reply(visit.body().deed.test(this)))
        .completion();
  }

  /**
   * Hands an answer to a session, which begins with its first one.
   *
   * @param client whose session it is, where it begins
   * @param shown what the session begins with; not looked at where it has begun
   */
  Future<Boolean> attach(String session, Answer answer, Client client, Credentials shown) {
    return at(
        session,
        owner -> {
          owner.begun(session, client, shown).onSuccess(begun -> begun.attach(answer));
          return true;
        });
  }

  /** Hands messages to a session; whether there is such a session that takes them. */
  Future<Boolean> receive(String session, List<String> messages) {
    return at(
        session,
        owner -> {
          SockJsSession known = owner.sessions.get(session);
          return known != null && known.receive(messages);
        });
  }

  /** Tells a session that the connection of an answer is gone. */
  Future<Boolean> lost(String session, Answer answer) {
    return at(
        session,
        owner -> {
          SockJsSession known = owner.sessions.get(session);
          if (known != null) {
            known.lost(answer);
          }
          return true;
        });
  }

  private Future<Boolean> at(String session, Predicate<Sessions> deed) {
    int owner = place.ownerOf(session);
    return owner == place.number()
        ? Future.succeededFuture(deed.test(this))
        : edge.vertx()
            .eventBus()
            .<Boolean>request(ADDRESS + owner, new Visit(deed), LOCAL)
            .map(Message::body);
  }

  private Future<SockJsSession> begun(String name, Client client, Credentials shown) {
    SockJsSession known = sessions.get(name);
    return known != null
        ? Future.succeededFuture(known)
        : edge.guard()
            .admit(shown)
            .map(grant -> named(name, client, grant))
            .otherwise(refused -> unauthorized(client));
  }

  private SockJsSession named(String name, Client client, Grant grant) {
    return sessions.computeIfAbsent(
        name, fresh -> new SockJsSession(edge, client, grant, () -> sessions.remove(fresh)));
  }

  /** SockJS has no other way to say so than a session that is closed at once. */
  private SockJsSession unauthorized(Client client) {
    SockJsSession session = new SockJsSession(edge, client, Grant.NONE, () -> {});
    session.close(UNAUTHORIZED, "the token or ticket is not good");
    return session;
  }

  /** Every session of this event loop now. */
  List<Link> all() {
    return List.copyOf(sessions.values());
  }
}
