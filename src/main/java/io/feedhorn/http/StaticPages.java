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

/** The pages and the browser client, and the libraries they use. */
final class StaticPages {
  /** Where the SockJS client is, for pages and for SockJS's iframe transports. */
  static final String SOCKJS = "/webjars/sockjs-client/1.6.1/dist/sockjs.min.js";

  private static final String CLIENT = "/client/";

  private static final String LIBRARIES = "/webjars";

  private static final String LIBRARY_FILES = "META-INF/resources/webjars";

  private static final String LABORATORY = "/compare.html";

  private static final String POLICY =
      "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors"
          + " 'none'";

  /** A bad network is another port of the same machine. */
  private static final String LABORATORY_POLICY =
      POLICY
          + "; connect-src 'self' http://127.0.0.1:* http://localhost:* ws://127.0.0.1:* ws://localhost:*";

  private StaticPages() {}

  /**
   * @param webroot a folder to serve from, read anew for each request; null for the pages in the
   *     jar
   * @param lab whether the laboratory may send its own connections through bad networks
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
      // The browser client is made by the build, so a folder of sources does not have it.
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

  /** A path that leaves its route once it is normalized is one that Vert.x Web stumbles over. */
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
   * Browsers ask each time whether a page changed: it is small, and a deploy shows at once. A page
   * runs no script but its own files, and talks to no other host.
   */
  private static void headers(RoutingContext context) {
    context
        .response()
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .putHeader("Content-Security-Policy", POLICY)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "same-origin");
    if (context.normalizedPath().startsWith(CLIENT)) {
      // Modules are asked for across origins only by permission, and there is no secret in this
      // one.
      context.response().putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    }
    if (context.normalizedPath().endsWith(".d.ts")) {
      context.response().putHeader(HttpHeaders.CONTENT_TYPE, "text/plain;charset=UTF-8");
    }
    if (context.normalizedPath().endsWith(".yaml")) {
      // RFC 9512; the static handler knows an older name, and is too late to say it after this.
      context.addHeadersEndHandler(
          end -> context.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml"));
    }
    context.next();
  }
}
