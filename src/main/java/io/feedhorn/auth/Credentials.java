package io.feedhorn.auth;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a request shows to be let in. Immutable.
 *
 * @param authorization its {@code Authorization}, or null
 * @param ticket its query's {@code ticket}, or null; not looked at where there is an authorization
 */
public record Credentials(@Nullable String authorization, @Nullable String ticket) {
  /** Of a request that can carry a header. */
  public static Credentials of(HttpServerRequest request) {
    return new Credentials(request.getHeader(HttpHeaders.AUTHORIZATION), null);
  }

  /** Of one that browsers make without headers: an event stream, a socket. */
  public static Credentials orTicketOf(HttpServerRequest request) {
    return new Credentials(
        request.getHeader(HttpHeaders.AUTHORIZATION), request.getParam("ticket"));
  }

  /** They are not to be printed. */
  @Override
  public String toString() {
    return authorization != null ? "authorization" : ticket != null ? "ticket" : "nothing";
  }
}
