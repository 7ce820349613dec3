package io.feedhorn.auth;

import io.feedhorn.model.Clock;
import io.feedhorn.model.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Finds the permissions of a client by its token or ticket, and issues tickets. Owned by an event
 * loop, not thread-safe.
 */
public final class Authenticator {
  private static final String SCHEME = "bearer ";

  private final AuthOptions options;
  private final TokenVerifier verifier;
  private final TicketStore tickets;

  /**
   * @param keys the node's verification keys; not used if the options have no keys
   */
  public Authenticator(Vertx vertx, AuthOptions options, JwksVerticle keys, Clock clock) {
    this.options = options;
    this.verifier = new TokenVerifier(vertx, keys, options, clock);
    this.tickets = new TicketStore(vertx, clock);
  }

  /** Opens the store of tickets, which all event loops and nodes share. */
  public Future<Void> open() {
    return options.isOpen() ? Future.succeededFuture() : tickets.open();
  }

  /**
   * Returns the permissions that belong to credentials; {@link Permissions#NONE} if there are no
   * credentials.
   *
   * @return completed already in most cases; fails with {@link ErrorCode#UNAUTHORIZED} if the
   *     credentials are invalid
   */
  public Future<Permissions> authenticate(Credentials credentials) {
    if (options.isOpen()) {
      return Future.succeededFuture(Permissions.ALL);
    }
    if (credentials.authorization() != null) {
      return authenticateBearer(credentials.authorization());
    }
    return credentials.ticket() != null
        ? tickets.redeem(credentials.ticket())
        : Future.succeededFuture(Permissions.NONE);
  }

  private Future<Permissions> authenticateBearer(String authorization) {
    return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? verifier.verify(authorization.substring(SCHEME.length()).strip())
        : Future.failedFuture(
            TokenVerifier.unauthorized("The authorization must be a Bearer token."));
  }

  /** Returns the permissions that a token grants. */
  public Future<Permissions> authenticate(String token) {
    return options.isOpen() ? Future.succeededFuture(Permissions.ALL) : verifier.verify(token);
  }

  /** Issues a ticket with the permissions of a token. */
  public Future<Ticket> issueTicket(Permissions permissions) {
    Authorizer.requireToken(permissions);
    return tickets.issue(permissions);
  }
}
