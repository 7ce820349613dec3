package io.feedhorn.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Which transport a request is of, by the names that the metrics have. */
final class TransportLabels {
  private TransportLabels() {}

  static String by(HttpServerRequest request) {
    String path = request.path();
    if (path == null) {
      return "other";
    }
    return switch (path) {
      case "/v1/ws" -> "websocket";
      case "/v1/stream" -> "sse";
      case "/v1/updates" -> waits(request) ? "long-polling" : "polling";
      case "/eventbus/websocket" -> "eventbus-websocket";
      default -> bus(request, path);
    };
  }

  /** Good enough for an account: the poll itself is read with more care. */
  private static boolean waits(HttpServerRequest request) {
    String query = request.query();
    return (query != null && query.contains("wait="))
        || request.headers().getAll("Prefer").stream().anyMatch(each -> each.contains("wait"));
  }

  private static String bus(HttpServerRequest request, String path) {
    if (!path.startsWith("/eventbus/")) {
      return "other";
    }
    return request.headers().contains(HttpHeaders.UPGRADE) ? "sockjs" : "sockjs-http";
  }
}
