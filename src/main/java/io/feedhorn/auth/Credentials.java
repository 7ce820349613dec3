package io.feedhorn.auth;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of a request. Immutable.
 *
 * @param authorization the header {@code Authorization}, or null
 * @param ticket the query parameter {@code ticket}, or null; ignored if there is an authorization
 */
public record Credentials(@Nullable String authorization, @Nullable String ticket) {
  /** Reads the header of a request whose client can set headers. */
  public static Credentials of(HttpServerRequest request) {
    return new Credentials(request.getHeader(HttpHeaders.AUTHORIZATION), null);
  }

  /** Reads the header or the ticket: browsers set no headers for event streams and WebSockets. */
  public static Credentials orTicketOf(HttpServerRequest request) {
    return new Credentials(
        request.getHeader(HttpHeaders.AUTHORIZATION), request.getParam("ticket"));
  }

  /** Omits the values, so that they never appear in a log. */
  @Override
  public String toString() {
    return authorization != null ? "authorization" : ticket != null ? "ticket" : "nothing";
  }
}
