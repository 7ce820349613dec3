package io.feedhorn.transport.sockjs;

import io.feedhorn.limits.ListHeader;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;

/**
 * The resources of SockJS besides its sessions: the greeting, {@code info}, and the page that its
 * iframe transports load (the SockJS protocol 0.3.3). Owned by one event loop.
 */
final class SockJsPages {
  private static final String TEXT = "text/plain; charset=UTF-8";
  private static final String GREETING = "Welcome to SockJS!\n";
  private static final String IFRAME =
      """
      <!DOCTYPE html>
      <html>
      <head>
        <meta http-equiv="X-UA-Compatible" content="IE=edge" />
        <meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
        <script src="%s"></script>
        <script>
          document.domain = document.domain;
          SockJS.bootstrap_iframe();
        </script>
      </head>
      <body>
        <h2>Don't panic!</h2>
        <p>This is a SockJS hidden iframe. It's used for cross domain magic.</p>
      </body>
      </html>""";

  private static final long MAX_ENTROPY = 1L << 32;
  private static final int YEAR_SECONDS = 31_536_000;
  private static final int NOT_MODIFIED = 304;

  private final SecureRandom random = new SecureRandom();
  private final String iframe;
  private final String etag;

  /**
   * @param library the URL of the SockJS client for the iframe transports
   */
  SockJsPages(String library) {
    this.iframe = IFRAME.formatted(library);
    this.etag = "\"" + UUID.nameUUIDFromBytes(iframe.getBytes(StandardCharsets.UTF_8)) + "\"";
  }

  /** Adds the routes. */
  void route(Router router) {
    page(router, "/?").handler(SockJsPages::greet);
    page(router, SockJsMethodCheck.IFRAME).handler(this::iframe);
    router.get("/info").handler(this::info);
  }

  private static Route page(Router router, String path) {
    return router.getWithRegex(path).method(HttpMethod.HEAD);
  }

  private static void greet(RoutingContext context) {
    // The router treats several slashes as one.
    if (context.request().path().endsWith("//")) {
      context.next();
      return;
    }
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, TEXT)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(GREETING);
  }

  /** Returns a random number too, because old browsers have no good source of entropy. */
  private void info(RoutingContext context) {
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json; charset=UTF-8")
        .putHeader(HttpHeaders.CACHE_CONTROL, SockJsHttpHandler.NO_STORE)
        .end(
            "{\"websocket\":true,\"cookie_needed\":false,\"origins\":[\"*:*\"],\"entropy\":%d}"
                .formatted(random.nextLong(MAX_ENTROPY)));
  }

  private void iframe(RoutingContext context) {
    ZonedDateTime expires = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(YEAR_SECONDS);
    HttpServerResponse response =
        context
            .response()
            .putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=" + YEAR_SECONDS)
            .putHeader(HttpHeaders.EXPIRES, DateTimeFormatter.RFC_1123_DATE_TIME.format(expires))
            .putHeader(HttpHeaders.ETAG, etag);
    List<String> cached = context.request().headers().getAll(HttpHeaders.IF_NONE_MATCH);
    if (ListHeader.members(cached).contains(etag)) {
      response.setStatusCode(NOT_MODIFIED).end();
    } else {
      response.putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=UTF-8").end(iframe);
    }
  }
}
