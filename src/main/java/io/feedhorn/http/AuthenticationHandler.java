package io.feedhorn.http;

import io.feedhorn.auth.Authenticator;
import io.feedhorn.auth.Authorizer;
import io.feedhorn.auth.Credentials;
import io.feedhorn.auth.Permissions;
import io.feedhorn.auth.Ticket;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.transport.RequestGrant;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/**
 * Finds out what a request may do, before it comes to its route. One that shows a token or ticket
 * that is not good is refused whatever it asks for. Belongs to one event loop.
 */
final class AuthenticationHandler {
  private static final String STREAM = EndpointTable.STREAM.path();
  private static final Set<String> TICKETED = Set.of(STREAM, EndpointTable.WEB_SOCKET.path());

  private final Authenticator authenticator;
  private final Authorizer authorizer;

  AuthenticationHandler(Authenticator authenticator, Authorizer authorizer) {
    this.authenticator = authenticator;
    this.authorizer = authorizer;
  }

  /**
   * Refuses a ticket where none is taken and no token is shown. That is more to the point than a
   * parameter that does not exist.
   */
  void requireNoTicket(RoutingContext context) {
    boolean ticket =
        !authorizer.isOpen()
            && !TICKETED.contains(context.normalizedPath())
            && context.queryParams().contains("ticket")
            && !context.request().headers().contains(HttpHeaders.AUTHORIZATION);
    if (ticket) {
      throw new FeedException(
          ErrorCode.UNAUTHORIZED,
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
    Future<Permissions> grant = authenticator.authenticate(shown);
    boolean later = !grant.isComplete();
    if (later) {
      context.request().pause();
    }
    grant
        .onSuccess(
            granted -> {
              RequestGrant.put(context, granted);
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
    Authorizer.requireToken(RequestGrant.of(context));
    context.next();
  }

  /** Refuses who is no operator. */
  void requireAdmin(RoutingContext context) {
    authorizer.requireAdmin(RequestGrant.of(context));
    context.next();
  }

  /** {@code POST /v1/tickets}. */
  void ticket(RoutingContext context) {
    authenticator
        .issueTicket(RequestGrant.of(context))
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
