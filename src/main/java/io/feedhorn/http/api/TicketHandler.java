package io.feedhorn.http.api;

import io.feedhorn.auth.Authenticator;
import io.feedhorn.auth.Ticket;
import io.feedhorn.transport.RequestGrant;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** {@code POST /v1/tickets}: issues a ticket in exchange for a token. Owned by an event loop. */
public record TicketHandler(Authenticator authenticator) implements Handler<RoutingContext> {
  @Override
  public void handle(RoutingContext context) {
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
