package io.feedhorn.http;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Routes for the pages, the browser client and the libraries that the pages use. */
final class StaticPages {
  /** The path of the SockJS client, for pages and for SockJS's iframe transports. */
  static final String SOCKJS = "/webjars/sockjs-client/1.6.1/dist/sockjs.min.js";

  private static final String CLIENT = "/client/";

  private static final String LIBRARIES = "/webjars";

  private static final String LIBRARY_FILES = "META-INF/resources/webjars";

  private static final String LABORATORY = "/compare.html";

  private static final String POLICY =
      "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors"
          + " 'none'";

  /** Simulated networks are other ports of the same host. */
  private static final String LABORATORY_POLICY =
      POLICY
          + "; connect-src 'self' http://127.0.0.1:* http://localhost:* ws://127.0.0.1:* ws://localhost:*";

  private StaticPages() {}

  /**
   * @param webroot a folder to serve from, read anew for each request; null for the pages in the
   *     jar
   * @param lab if the comparison may connect through simulated networks
   */
  static void route(Router router, @Nullable Path webroot, boolean lab) {
    router
        .get(LIBRARIES + "/*")
        .method(HttpMethod.HEAD)
        .handler(PageMethodCheck::typeOfHead)
        .handler(within(StaticHandler.create(LIBRARY_FILES).setIncludeHidden(false)));
    StaticHandler pages =
        webroot == null
            ? StaticHandler.create("webroot").setCachingEnabled(false)
            : StaticHandler.create(
                    webroot.isAbsolute() ? FileSystemAccess.ROOT : FileSystemAccess.RELATIVE,
                    webroot.toString())
                .setCachingEnabled(false);
    router
        .route()
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(StaticPages::headers)
        .handler(PageMethodCheck::typeOfHead);
    if (lab) {
      router.route(LABORATORY).handler(StaticPages::allowBadNetworks);
    }
    router.route().handler(within(pages.setIncludeHidden(false).setDirectoryListing(false)));
    if (webroot != null) {
      // The build bundles the browser client, so a folder of sources does not contain it.
      router
          .route(CLIENT + "*")
          .handler(within(StaticHandler.create("webroot/client").setCachingEnabled(false)));
    }
    router
        .route()
        .handler(
            new PageMethodCheck(
                List.of(
                    new PageMethodCheck.Folder(
                        "", webroot == null ? "webroot" : webroot.toString()),
                    new PageMethodCheck.Folder("/client", "webroot/client"),
                    new PageMethodCheck.Folder(LIBRARIES, LIBRARY_FILES))));
    // For all methods: a route that only its method keeps from matching would make this a 405.
    router
        .route()
        .handler(
            new NotFoundPage((webroot == null ? "webroot" : webroot.toString()) + "/404.html"));
  }

  private static void allowBadNetworks(RoutingContext context) {
    context.response().putHeader("Content-Security-Policy", LABORATORY_POLICY);
    context.next();
  }

  /** Answers 404 for paths that leave their route when normalized, on which Vert.x Web throws. */
  private static Handler<RoutingContext> within(StaticHandler files) {
    return context -> {
      try {
        files.handle(context);
      } catch (IndexOutOfBoundsException outside) {
        throw new FeedException(
            ErrorCode.NOT_FOUND, "There is nothing at " + context.request().path() + ".");
      }
    };
  }

  /**
   * Sets the headers of pages. Browsers revalidate each time, so a deployment is visible at once. A
   * page runs scripts of this server only, and connects to no other host.
   */
  private static void headers(RoutingContext context) {
    context
        .response()
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .putHeader("Content-Security-Policy", POLICY)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "same-origin");
    if (context.normalizedPath().startsWith(CLIENT)) {
      // Modules of other origins need CORS, and the client contains no secret.
      context.response().putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    }
    if (context.normalizedPath().endsWith(".d.ts")) {
      context.response().putHeader(HttpHeaders.CONTENT_TYPE, "text/plain;charset=UTF-8");
    }
    if (context.normalizedPath().endsWith(".yaml")) {
      // RFC 9512; the static handler would set an older type.
      context.addHeadersEndHandler(
          end -> context.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml"));
    }
    context.next();
  }
}
