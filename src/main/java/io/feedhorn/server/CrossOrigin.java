package io.feedhorn.server;

import io.feedhorn.access.Origins;
import io.feedhorn.model.Code;
import io.feedhorn.model.Refusal;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;

/** Lets pages of allowed origins in, of whatever transport, and keeps all others out (CORS). */
final class CrossOrigin {
  private static final int NO_CONTENT = 204;

  private final Origins origins;

  CrossOrigin(Origins origins) {
    this.origins = origins;
  }

  void check(RoutingContext context) {
    String origin = context.request().getHeader(HttpHeaders.ORIGIN);
    HttpServerResponse response = context.response();
    response.putHeader(HttpHeaders.VARY, "Origin").putHeader("X-Content-Type-Options", "nosniff");
    if (origin == null) {
      context.next();
      return;
    }
    if (!allows(origins, context.request())) {
      RefusedOrigins.LOGGED.tell(context.request(), origin);
      throw new Refusal(Code.FORBIDDEN, "The origin " + origin + " is not allowed (http.origins).");
    }
    response
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
        .putHeader("Timing-Allow-Origin", origin)
        .putHeader(
            HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS,
            "ETag, Preference-Applied, WWW-Authenticate");
    if (isPreflight(context)) {
      preflight(response);
    } else {
      context.next();
    }
  }

  /** Whether the page that a request comes from may talk to this server. */
  static boolean allows(Origins origins, HttpServerRequest request) {
    HostAndPort host = request.authority();
    return origins.allows(
        request.getHeader(HttpHeaders.ORIGIN), host == null ? null : host.toString());
  }

  private static boolean isPreflight(RoutingContext context) {
    return context.request().method().equals(HttpMethod.OPTIONS)
        && context.request().headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
  }

  private static void preflight(HttpServerResponse response) {
    response
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST")
        .putHeader(
            HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS,
            "Authorization, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, Prefer")
        .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "600")
        .setStatusCode(NO_CONTENT)
        .end();
  }
}
