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

/**
 * Allows the requests of pages of allowed origins, refuses those of other pages, and answers
 * preflight requests (CORS, WHATWG Fetch). Immutable.
 */
final class CorsHandler {
  /** Request headers of browsers, of the wire contract and of tracing libraries. */
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
   * @param more further request headers that are allowed
   */
  CorsHandler(Origins origins, List<String> more) {
    this.origins = origins;
    this.headers = Stream.concat(HEADERS.stream(), more.stream()).collect(Collectors.joining(", "));
  }

  /** Refuses pages of other origins, and answers preflight requests of allowed ones. */
  void check(RoutingContext context) {
    requireAllowedOrigin(context);
    if (isPreflight(context)) {
      preflight(context.response());
    } else {
      context.next();
    }
  }

  /** Refuses pages of other origins. Preflight requests are answered by the routes. */
  void checkOrigin(RoutingContext context) {
    requireAllowedOrigin(context);
    context.next();
  }

  private void requireAllowedOrigin(RoutingContext context) {
    HttpServerRequest request = context.request();
    context.response().putHeader("X-Content-Type-Options", "nosniff");
    addHeaders(request);
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin != null && !origins.allows(request)) {
      // The page can read this refusal, and say what is wrong: browsers hide all others from it.
      if (EndpointTable.TIME.path().equals(request.path())) {
        request.response().putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
      }
      RejectedOrigins.SHARED.log(origin, request.path());
    }
    origins.require(request);
  }

  /**
   * Adds the headers by which a browser lets a page of an allowed origin read the response, also if
   * it is a refusal. Credentials are allowed, because every allowed origin is named.
   */
  void addHeaders(HttpServerRequest request) {
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
