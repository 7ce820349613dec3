package io.feedhorn.http;

import io.feedhorn.limits.ListHeader;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * Answers requests for unknown paths with a page if the client accepts HTML. Other requests go to
 * the next handler. Immutable.
 *
 * @param page the file of the page, in a folder or on the class path
 */
record NotFoundPage(String page) implements Handler<RoutingContext> {
  private static final int NOT_FOUND = 404;

  @Override
  public void handle(RoutingContext context) {
    HttpMethod method = context.request().method();
    String path = context.normalizedPath();
    if (!(method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD))
        || !acceptsPage(context)
        || path.startsWith("/v1/")
        || path.startsWith("/eventbus/")) {
      context.next();
      return;
    }
    context
        .vertx()
        .fileSystem()
        .readFile(page)
        .onSuccess(html -> send(context, html))
        .onFailure(missing -> context.next());
  }

  private static boolean acceptsPage(RoutingContext context) {
    return ListHeader.members(context.request().headers().getAll(HttpHeaders.ACCEPT)).stream()
        .anyMatch(range -> ListHeader.firstPart(range).equalsIgnoreCase("text/html"));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // fails only if the client has disconnected
  private static void send(RoutingContext context, Buffer html) {
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
}
