package io.feedhorn.server;

import io.feedhorn.model.Code;
import io.feedhorn.model.Refusal;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.MimeMapping;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The pages and the browser client, and the libraries they use. */
final class Pages {
  /** Where the SockJS client is, for pages and for SockJS's iframe transports. */
  static final String SOCKJS = "/webjars/sockjs-client/1.6.1/dist/sockjs.min.js";

  private static final String CLIENT = "/client/";

  private static final String LABORATORY = "/compare.html";

  private static final String POLICY =
      "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors"
          + " 'none'";

  /** A bad network is another port of the same machine. */
  private static final String LABORATORY_POLICY =
      POLICY
          + "; connect-src 'self' http://127.0.0.1:* http://localhost:* ws://127.0.0.1:* ws://localhost:*";

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private Pages() {}

  /**
   * @param webroot a folder to serve from, read anew for each request; null for the pages in the
   *     jar
   * @param lab whether the laboratory may send its own connections through bad networks
   */
  static void route(Router router, @Nullable Path webroot, boolean lab) {
    router
        .get("/webjars/*")
        .handler(
            within(StaticHandler.create("META-INF/resources/webjars").setIncludeHidden(false)));
    StaticHandler pages =
        webroot == null
            ? StaticHandler.create("webroot").setCachingEnabled(false)
            : StaticHandler.create(
                    webroot.isAbsolute() ? FileSystemAccess.ROOT : FileSystemAccess.RELATIVE,
                    webroot.toString())
                .setCachingEnabled(false);
    router.route().method(HttpMethod.GET).method(HttpMethod.HEAD).handler(Pages::headers);
    if (lab) {
      router.route(LABORATORY).handler(Pages::allowBadNetworks);
    }
    router.route().handler(within(pages.setIncludeHidden(false).setDirectoryListing(false)));
    if (webroot != null) {
      // The browser client is made by the build, so a folder of sources does not have it.
      router
          .route(CLIENT + "*")
          .handler(within(StaticHandler.create("webroot/client").setCachingEnabled(false)));
    }
    String missing = (webroot == null ? "webroot" : webroot.toString()) + "/404.html";
    router
        .route()
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(context -> answerMissing(context, missing));
  }

  /** A person who opens an address that does not exist reads a page; a program gets a problem. */
  private static void answerMissing(RoutingContext context, String page) {
    String accept = context.request().getHeader(HttpHeaders.ACCEPT);
    String path = context.normalizedPath();
    if (accept == null
        || !accept.contains("text/html")
        || path.startsWith("/v1/")
        || path.startsWith("/eventbus/")) {
      context.next();
      return;
    }
    context
        .vertx()
        .fileSystem()
        .readFile(page)
        .onSuccess(html -> sendMissing(context, html))
        .onFailure(none -> context.next());
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a client that is gone is not told
  private static void sendMissing(RoutingContext context, Buffer html) {
    HttpServerResponse response =
        context
            .response()
            .setStatusCode(NOT_FOUND)
            .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
            .putHeader(HttpHeaders.CONTENT_TYPE, "text/html;charset=UTF-8")
            .putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(html.length()));
    if (context.request().method().equals(HttpMethod.HEAD)) {
      response.end();
    } else {
      response.end(html);
    }
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
        throw new Refusal(Code.NOT_FOUND, "There is nothing at " + context.request().path() + ".");
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
    } else if (context.request().method().equals(HttpMethod.HEAD)) {
      context.addHeadersEndHandler(end -> nameType(context));
    }
    context.next();
  }

  /** The static handler names the type of a file only where it sends the file. */
  private static void nameType(RoutingContext context) {
    HttpServerResponse response = context.response();
    if (response.getStatusCode() != OK || response.headers().contains(HttpHeaders.CONTENT_TYPE)) {
      return;
    }
    String path = context.normalizedPath();
    String type = MimeMapping.mimeTypeForFilename(path.endsWith("/") ? "index.html" : path);
    if (type != null) {
      response.putHeader(
          HttpHeaders.CONTENT_TYPE, type.startsWith("text") ? type + ";charset=UTF-8" : type);
    }
  }
}
