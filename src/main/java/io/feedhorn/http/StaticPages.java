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

/** Routes for the pages, the browser client, and the libraries that they use. */
final class StaticPages {
  /** The path of the SockJS client, for pages and for the iframe transports of SockJS. */
  static final String SOCKJS = "/webjars/sockjs-client/1.6.1/dist/sockjs.min.js";

  private static final String CLIENT_PATH = "/client/";

  private static final String LIBRARIES = "/webjars";

  private static final String LIBRARY_FILES = "META-INF/resources/webjars";

  private static final String LABORATORY = "/compare.html";

  private static final String POLICY =
      "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors"
          + " 'none'";

  /** Allows connections to other ports of this machine, which simulate bad networks. */
  private static final String LABORATORY_POLICY =
      POLICY
          + "; connect-src 'self' http://127.0.0.1:* http://localhost:* ws://127.0.0.1:* ws://localhost:*";

  private StaticPages() {}

  /**
   * Adds the routes.
   *
   * @param webroot a folder of pages, read again for each request; null for the pages in the jar
   * @param lab true if the page of the laboratory may connect to other ports of this machine
   */
  static void route(Router router, @Nullable Path webroot, boolean lab) {
    router
        .get(LIBRARIES + "/*")
        .method(HttpMethod.HEAD)
        .handler(PageMethodCheck::addTypeToHead)
        .handler(files(StaticHandler.create(LIBRARY_FILES).setIncludeHidden(false)));
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
        .handler(PageMethodCheck::addTypeToHead);
    if (lab) {
      router.route(LABORATORY).handler(StaticPages::allowBadNetworks);
    }
    router.route().handler(files(pages.setIncludeHidden(false).setDirectoryListing(false)));
    if (webroot != null) {
      // A folder of sources does not contain the browser client, which the build creates.
      router
          .route(CLIENT_PATH + "*")
          .handler(files(StaticHandler.create("webroot/client").setCachingEnabled(false)));
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
    // For all methods: if a route does not match only because of its method, the router sends 405.
    router
        .route()
        .handler(
            new NotFoundPage((webroot == null ? "webroot" : webroot.toString()) + "/404.html"));
  }

  private static void allowBadNetworks(RoutingContext context) {
    context.response().putHeader("Content-Security-Policy", LABORATORY_POLICY);
    context.next();
  }

  /** Catches an error of Vert.x Web for paths that are outside of their route when normalized. */
  private static Handler<RoutingContext> files(StaticHandler handler) {
    return context -> {
      try {
        handler.handle(context);
      } catch (IndexOutOfBoundsException outside) {
        throw new FeedException(
            ErrorCode.NOT_FOUND, "There is nothing at " + context.request().path() + ".");
      }
    };
  }

  /**
   * Adds the headers of pages. Browsers revalidate each page, which is small, so that a deployment
   * is visible at once. A page may run only scripts of this server, and connect only to it.
   */
  private static void headers(RoutingContext context) {
    context
        .response()
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .putHeader("Content-Security-Policy", POLICY)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "same-origin");
    if (context.normalizedPath().startsWith(CLIENT_PATH)) {
      // Browsers load modules of another origin only with this header. The client is public.
      context.response().putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    }
    if (context.normalizedPath().endsWith(".d.ts")) {
      context.response().putHeader(HttpHeaders.CONTENT_TYPE, "text/plain;charset=UTF-8");
    }
    if (context.normalizedPath().endsWith(".yaml")) {
      // RFC 9512. Set at the end, because the static handler sets an older type.
      context.addHeadersEndHandler(
          end -> context.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml"));
    }
    context.next();
  }
}
