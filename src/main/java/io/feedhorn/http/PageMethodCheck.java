package io.feedhorn.http;

import io.feedhorn.model.FeedException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.file.FileSystem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.MimeMapping;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * Refuses methods other than {@code GET} and {@code HEAD} on existing pages, documents and scripts.
 * Runs after the handlers that serve them; requests for other paths are passed on. Immutable.
 *
 * @param folders the folders of pages, on disk or in the jar
 */
record PageMethodCheck(List<Folder> folders) implements Handler<RoutingContext> {
  private static final int OK = 200;
  private static final String ALLOWED = "GET, HEAD";

  /**
   * A folder of pages.
   *
   * @param prefix the first part of the paths of its pages, without a slash at the end
   * @param files the folder
   */
  record Folder(String prefix, String files) {
    private Future<Boolean> contains(FileSystem disk, String path) {
      if (!path.startsWith(prefix + "/")) {
        return Future.succeededFuture(false);
      }
      return disk.props(files + path.substring(prefix.length()))
          .map(found -> found.isRegularFile())
          .otherwise(false);
    }
  }

  @Override
  public void handle(RoutingContext context) {
    HttpMethod method = context.request().method();
    String path = context.normalizedPath();
    if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD) || path.contains("/.")) {
      context.next();
      return;
    }
    FileSystem disk = context.vertx().fileSystem();
    String page = page(context);
    Future.all(folders.stream().map(folder -> folder.contains(disk, page)).toList())
        .onSuccess(found -> refuseIfFound(context, found.list().contains(true)))
        .onFailure(context::fail);
  }

  /** Adds the {@code Content-Type} to the response to {@code HEAD}: the static handler does not. */
  static void addTypeToHead(RoutingContext context) {
    if (context.request().method().equals(HttpMethod.HEAD)) {
      context.addHeadersEndHandler(end -> setType(context));
    }
    context.next();
  }

  private static void setType(RoutingContext context) {
    HttpServerResponse response = context.response();
    String type = MimeMapping.mimeTypeForFilename(page(context));
    boolean missing = !response.headers().contains(HttpHeaders.CONTENT_TYPE);
    if (type != null && missing && response.getStatusCode() == OK) {
      response.putHeader(
          HttpHeaders.CONTENT_TYPE, type.startsWith("text/") ? type + ";charset=UTF-8" : type);
    }
  }

  private static String page(RoutingContext context) {
    String path = context.normalizedPath();
    return path.equals("/") ? "/index.html" : path;
  }

  private static void refuseIfFound(RoutingContext context, boolean found) {
    if (found) {
      FeedException exception = Endpoint.notAllowed(context.request(), ALLOWED);
      context.fail(exception);
    } else {
      context.next();
    }
  }
}
