package io.feedhorn.server;

import io.feedhorn.access.Origins;
import io.feedhorn.model.Code;
import io.feedhorn.model.Refusal;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
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
    response.putHeader(HttpHeaders.VARY, "Origin");
    if (origin == null) {
      context.next();
      return;
    }
    if (!origins.allows(origin, context.request().getHeader(HttpHeaders.HOST))) {
      throw new Refusal(Code.FORBIDDEN, "The origin " + origin + " is not allowed (http.origins).");
    }
    response
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
        .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, "ETag, Preference-Applied");
    if (isPreflight(context)) {
      preflight(response);
    } else {
      context.next();
    }
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
