package io.feedhorn.server;

import io.feedhorn.access.Credentials;
import io.feedhorn.access.Grant;
import io.feedhorn.access.Guard;
import io.feedhorn.access.Ticket;
import io.feedhorn.model.Code;
import io.feedhorn.model.Refusal;
import io.feedhorn.transport.Asker;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/**
 * Finds out what a request may do, before it comes to its route. One that shows a token or ticket
 * that is not good is refused whatever it asks for. Belongs to one event loop.
 */
final class Admission {
  private static final String STREAM = Endpoints.STREAM.path();
  private static final Set<String> TICKETED = Set.of(STREAM, Endpoints.WEB_SOCKET.path());

  private final Guard guard;

  Admission(Guard guard) {
    this.guard = guard;
  }

  /**
   * Refuses a ticket where none is taken and no token is shown. That is more to the point than a
   * parameter that does not exist.
   */
  void requireNoTicket(RoutingContext context) {
    boolean ticket =
        !guard.isOpen()
            && !TICKETED.contains(context.normalizedPath())
            && context.queryParams().contains("ticket")
            && !context.request().headers().contains(HttpHeaders.AUTHORIZATION);
    if (ticket) {
      throw new Refusal(
          Code.UNAUTHORIZED,
          "A ticket is taken on /v1/stream, /v1/ws and /eventbus only; here a token is needed:"
              + " Authorization: Bearer JWT.");
    }
    context.next();
  }

  /** By the header; where browsers cannot set one, by a ticket in the query too. */
  void check(RoutingContext context) {
    boolean stream = context.request().path().equals(STREAM);
    admit(
        context,
        stream ? Credentials.orTicketOf(context.request()) : Credentials.of(context.request()));
  }

  private void admit(RoutingContext context, Credentials shown) {
    Future<Grant> grant = guard.admit(shown);
    boolean later = !grant.isComplete();
    if (later) {
      context.request().pause();
    }
    grant
        .onSuccess(
            granted -> {
              Asker.put(context, granted);
              context.next();
            })
        .onFailure(context::fail)
        .onComplete(
            done -> {
              // Not before: what comes of a body that nobody reads is gone.
              if (later) {
                context.request().resume();
              }
            });
  }

  /** Refuses who shows no token. */
  void requireToken(RoutingContext context) {
    guard.requireToken(Asker.of(context));
    context.next();
  }

  /** Refuses who is no operator. */
  void requireAdmin(RoutingContext context) {
    guard.requireAdmin(Asker.of(context));
    context.next();
  }

  /** {@code POST /v1/tickets}. */
  void ticket(RoutingContext context) {
    guard
        .ticket(Asker.of(context))
        .onSuccess(ticket -> send(context, ticket))
        .onFailure(context::fail);
  }

  private static void send(RoutingContext context, Ticket ticket) {
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end("{\"ticket\":\"%s\",\"expires\":%d}".formatted(ticket.text(), ticket.expires()));
  }
}
