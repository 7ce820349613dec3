package io.feedhorn.http;

import io.feedhorn.auth.RejectedOrigins;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
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
  private static final CharSequence CONTENT_TYPE_OPTIONS =
      HttpHeaders.createOptimized("X-Content-Type-Options");
  private static final CharSequence ORIGIN = HttpHeaders.createOptimized("Origin");
  private static final CharSequence NO_SNIFF = HttpHeaders.createOptimized("nosniff");

  private final Origins origins;
  private final String headers;

  /**
   * @param more further request headers that are allowed
   */
  CorsHandler(Origins origins, List<String> more) {
    this.origins = origins;
    this.headers = Stream.concat(HEADERS.stream(), more.stream()).collect(Collectors.joining(", "));
  }

  /**
   * Refuses pages of other origins.
   *
   * @throws io.feedhorn.model.FeedException if the origin is not allowed
   */
  void requireAllowedOrigin(HttpServerRequest request) {
    request.response().putHeader(CONTENT_TYPE_OPTIONS, NO_SNIFF);
    addHeaders(request);
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null) {
      return;
    }
    if (!origins.allows(request)) {
      // The page can read this refusal, and say what is wrong: browsers hide all others from it.
      if (EndpointTable.isPathOf(EndpointTable.TIME, request.path())) {
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
    response.putHeader(HttpHeaders.VARY, ORIGIN);
    if (origin != null && origins.allows(request)) {
      response
          .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
          .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true")
          .putHeader("Timing-Allow-Origin", origin)
          .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
  }

  /** Returns true for a request by which a browser asks for permission to send another one. */
  static boolean isPreflight(HttpServerRequest request) {
    return request.method().equals(HttpMethod.OPTIONS)
        && request.headers().contains(HttpHeaders.ORIGIN)
        && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
  }

  /** Answers a preflight request of an allowed origin. */
  @SuppressWarnings("FutureReturnValueIgnored") // fails only if the client has disconnected
  void answerPreflight(HttpServerResponse response) {
    response
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, DELETE")
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers)
        .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "600")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .setStatusCode(NO_CONTENT)
        .end();
  }
}
