package io.feedhorn.transport.sockjs;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * A path of SockJS with its methods (the SockJS protocol 0.3.3). Runs before the handlers of the
 * paths: answers {@code OPTIONS}, and refuses methods that a path does not have.
 *
 * @param path a regular expression for the path, below the prefix
 * @param methods the methods, in the order of the protocol
 * @param bare true if a refusal has no body, as the protocol requires for WebSockets
 */
record SockJsMethodCheck(String path, List<HttpMethod> methods, boolean bare) {
  /** {@code /SERVER/SESSION/}. */
  static final String SESSION = "/[^/.]+/[^/.]+/";

  static final String IFRAME = "/iframe[0-9-.a-z_]*\\.html";

  private static final int YEAR_SECONDS = 31_536_000;
  private static final int NO_CONTENT = 204;
  private static final int METHOD_NOT_ALLOWED = 405;

  private static final List<SockJsMethodCheck> ALL =
      List.of(
          of("/?", HttpMethod.GET, HttpMethod.HEAD),
          of(IFRAME, HttpMethod.GET, HttpMethod.HEAD),
          of("/info", HttpMethod.OPTIONS, HttpMethod.GET),
          of("/websocket", HttpMethod.GET),
          new SockJsMethodCheck(SESSION + "websocket", List.of(HttpMethod.GET), true),
          of(
              SESSION + "(?:xhr|xhr_send|xhr_streaming|jsonp_send)",
              HttpMethod.OPTIONS,
              HttpMethod.POST),
          of(SESSION + "(?:eventsource|htmlfile|jsonp)", HttpMethod.OPTIONS, HttpMethod.GET));

  private static SockJsMethodCheck of(String path, HttpMethod... methods) {
    return new SockJsMethodCheck(path, List.of(methods), false);
  }

  /** Adds a check of the methods for every path. */
  static void route(Router router) {
    ALL.forEach(each -> router.routeWithRegex(each.path).handler(each::check));
  }

  private void check(RoutingContext context) {
    HttpServerRequest request = context.request();
    allowRequestedHeaders(request);
    if (!methods.contains(request.method())) {
      refuse(context);
    } else if (request.method().equals(HttpMethod.OPTIONS)) {
      allow(request.response());
    } else {
      context.next();
    }
  }

  /** Permits the requested headers, as the protocol requires; the origin was checked before. */
  private static void allowRequestedHeaders(HttpServerRequest request) {
    String requested = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
    if (requested != null
        && !requested.isEmpty()
        && request.headers().contains(HttpHeaders.ORIGIN)) {
      request.response().putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, requested);
    }
  }

  private void allow(HttpServerResponse response) {
    ZonedDateTime expires = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(YEAR_SECONDS);
    response
        .setStatusCode(NO_CONTENT)
        .putHeader(HttpHeaders.ALLOW, names())
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, names())
        .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, Integer.toString(YEAR_SECONDS))
        .putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=" + YEAR_SECONDS)
        .putHeader(HttpHeaders.EXPIRES, DateTimeFormatter.RFC_1123_DATE_TIME.format(expires))
        .end();
  }

  private void refuse(RoutingContext context) {
    context.response().putHeader(HttpHeaders.ALLOW, names());
    if (bare) {
      context
          .response()
          .setStatusCode(METHOD_NOT_ALLOWED)
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
          .end();
      return;
    }
    throw new FeedException(
        ErrorCode.METHOD_NOT_ALLOWED,
        "%s is not allowed on %s; allowed are %s."
            .formatted(context.request().method(), context.request().path(), names()));
  }

  private String names() {
    return String.join(", ", methods.stream().map(HttpMethod::name).toList());
  }
}
