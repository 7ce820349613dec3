package io.feedhorn.http;

import io.feedhorn.auth.RejectedOrigins;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lets pages of allowed origins in, of whatever transport, and keeps all others out (CORS). */
final class CorsHandler {
  /** The request headers that browsers, this contract and tracing libraries need. */
  private static final List<String> HEADERS =
      List.of(
          "Authorization",
          "Cache-Control",
          "Content-Encoding",
          "Content-Type",
          "Idempotency-Key",
          "If-Modified-Since",
          "If-None-Match",
          "Last-Event-ID",
          "Pragma",
          "Prefer",
          "X-Requested-With",
          "X-Request-ID",
          "traceparent",
          "tracestate",
          "baggage",
          "b3",
          "X-B3-TraceId",
          "X-B3-SpanId",
          "X-B3-ParentSpanId",
          "X-B3-Sampled",
          "X-B3-Flags",
          "sentry-trace");

  private static final String EXPOSED =
      "Allow, ETag, Preference-Applied, Retry-After, WWW-Authenticate";

  private static final int NO_CONTENT = 204;

  private final Origins origins;
  private final String headers;

  /**
   * @param more request headers that are allowed beside the usual ones
   */
  CorsHandler(Origins origins, List<String> more) {
    this.origins = origins;
    this.headers = Stream.concat(HEADERS.stream(), more.stream()).collect(Collectors.joining(", "));
  }

  /** Refuses pages of other origins, and answers the preflights of the allowed ones. */
  void check(RoutingContext context) {
    context.response().putHeader("X-Content-Type-Options", "nosniff");
    mark(origins, context.request());
    require(context.request());
    if (isPreflight(context)) {
      preflight(context.response());
    } else {
      context.next();
    }
  }

  /** As {@link #check}, but preflights are left to the routes. */
  void checkOrigin(RoutingContext context) {
    context.response().putHeader("X-Content-Type-Options", "nosniff");
    mark(origins, context.request());
    require(context.request());
    context.next();
  }

  private void require(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin != null && !origins.allows(request)) {
      if (EndpointTable.TIME.path().equals(request.path())) {
        request.response().putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
      }
      RejectedOrigins.SHARED.log(origin, request.path());
    }
    origins.require(request);
  }

  /**
   * Tells the browser that a page may read the answer to a request, whatever the answer is, where
   * its origin is allowed. Credentials are allowed alike everywhere: every allowed origin is named.
   */
  static void mark(Origins origins, HttpServerRequest request) {
    HttpServerResponse response = request.response();
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    response.putHeader(HttpHeaders.VARY, "Origin");
    if (origin != null && origins.allows(request)) {
      response
          .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
          .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true")
          .putHeader("Timing-Allow-Origin", origin)
          .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
  }

  private static boolean isPreflight(RoutingContext context) {
    return context.request().method().equals(HttpMethod.OPTIONS)
        && context.request().headers().contains(HttpHeaders.ORIGIN)
        && context.request().headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
  }

  private void preflight(HttpServerResponse response) {
    response
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, DELETE")
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers)
        .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "600")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .setStatusCode(NO_CONTENT)
        .end();
  }
}
