package io.feedhorn.http;

import io.feedhorn.auth.Authenticator;
import io.feedhorn.auth.Authorizer;
import io.feedhorn.auth.Credentials;
import io.feedhorn.auth.Permissions;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.transport.RequestGrant;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * Authenticates requests before they reach their route. An invalid token or ticket is refused, also
 * if the request needs no permission. Owned by an event loop.
 */
final class AuthenticationHandler {
  private static final String PENDING = "feedhorn.authentication-pending";

  private final Authenticator authenticator;
  private final Authorizer authorizer;

  AuthenticationHandler(Authenticator authenticator, Authorizer authorizer) {
    this.authenticator = authenticator;
    this.authorizer = authorizer;
  }

  /**
   * Refuses a ticket without a token on endpoints that accept none. Runs before the check of the
   * query, because the error is more helpful than that of an unknown parameter.
   */
  void requireNoTicket(RoutingContext context) {
    boolean ticket =
        !authorizer.isOpen()
            && !acceptsTicket(context.normalizedPath())
            && context.queryParams().contains("ticket")
            && !context.request().headers().contains(HttpHeaders.AUTHORIZATION);
    if (ticket) {
      throw new FeedException(
          ErrorCode.UNAUTHORIZED,
          "A ticket is accepted on /v1/stream, /v1/ws and /eventbus only; here a token is needed:"
              + " Authorization: Bearer JWT.");
    }
  }

  private static boolean acceptsTicket(String path) {
    Endpoint endpoint = EndpointTable.find(path);
    return endpoint != null && endpoint.acceptsTicket();
  }

  /** Authenticates by the header, or by a ticket if browsers cannot set a header. */
  void check(RoutingContext context) {
    HttpServerRequest request = context.request();
    boolean ticket =
        WebSocketUpgradeHandler.isUpgrade(context)
            || EndpointTable.isPathOf(EndpointTable.STREAM, context.normalizedPath());
    authenticate(context, ticket ? Credentials.orTicketOf(request) : Credentials.of(request));
  }

  /** Authenticates upgrades only: SockJS authenticates its sessions over HTTP itself. */
  void checkUpgrade(RoutingContext context) {
    if (WebSocketUpgradeHandler.isUpgrade(context)) {
      check(context);
    } else {
      context.next();
    }
  }

  private void authenticate(RoutingContext context, Credentials credentials) {
    HttpServerRequest request = context.request();
    Future<Permissions> authenticated = authenticator.authenticate(credentials);
    if (authenticated.isComplete()) {
      complete(context, authenticated);
      return;
    }
    request.pause();
    context.put(PENDING, true);
    authenticated.onComplete(
        result -> {
          context.remove(PENDING);
          complete(context, authenticated);
          // Not earlier: data that arrives before a handler is set would be lost.
          request.resume();
        });
  }

  private static void complete(RoutingContext context, Future<Permissions> authenticated) {
    if (authenticated.succeeded()) {
      RequestGrant.put(context, authenticated.result());
      context.next();
    } else {
      context.fail(authenticated.cause());
    }
  }

  /** Returns true while a request is paused until its credentials are checked. */
  static boolean isPending(RoutingContext context) {
    return context.get(PENDING) != null;
  }

  /** Requires a token. */
  void requireToken(RoutingContext context) {
    Authorizer.requireToken(RequestGrant.of(context));
    context.next();
  }

  /** Requires a token with the permission to administrate. */
  void requireAdmin(RoutingContext context) {
    authorizer.requireAdmin(RequestGrant.of(context));
    context.next();
  }
}
