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
      return authenticateOpen(credentials);
    }
    if (credentials.authorization() != null) {
      return authenticateBearer(credentials.authorization());
    }
    return credentials.ticket() != null
        ? tickets.redeem(credentials.ticket())
        : Future.succeededFuture(Permissions.NONE);
  }

  /** Everything is allowed without keys; a token only says who the client is. */
  private Future<Permissions> authenticateOpen(Credentials credentials) {
    String authorization = credentials.authorization();
    if (authorization != null && isBearer(authorization)) {
      return Future.succeededFuture(declared(authorization.substring(SCHEME.length()).strip()));
    }
    return authorization == null && credentials.ticket() != null
        ? tickets
            .redeem(credentials.ticket())
            .map(issued -> Permissions.ALL.with(issued.member()))
            .otherwise(Permissions.ALL)
        : Future.succeededFuture(Permissions.ALL);
  }

  private static Permissions declared(String token) {
    return Permissions.ALL.with(UnverifiedToken.member(token));
  }

  private static boolean isBearer(String authorization) {
    return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  private Future<Permissions> authenticateBearer(String authorization) {
    return isBearer(authorization)
        ? verifier.verify(authorization.substring(SCHEME.length()).strip())
        : Future.failedFuture(
            TokenVerifier.unauthorized("The authorization must be a Bearer token."));
  }

  /** Returns the permissions that a token grants. */
  public Future<Permissions> authenticate(String token) {
    return options.isOpen() ? Future.succeededFuture(declared(token)) : verifier.verify(token);
  }

  /** Issues a ticket with the permissions of a token. */
  public Future<Ticket> issueTicket(Permissions permissions) {
    Authorizer.requireToken(permissions);
    return tickets.issue(permissions);
  }
}
