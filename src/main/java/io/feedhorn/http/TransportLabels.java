package io.feedhorn.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/** The metric label {@code transport} of a request. */
final class TransportLabels {
  /** All labels of transports. */
  static final List<String> ALL =
      List.of(
          "websocket",
          "sse",
          "long-polling",
          "polling",
          "sockjs",
          "sockjs-http",
          "eventbus-websocket");

  /** The labels of transports whose connections are sessions: not of polls answered at once. */
  static final List<String> SESSIONS =
      ALL.stream().filter(label -> !label.equals("polling")).toList();

  private TransportLabels() {}

  static String of(HttpServerRequest request) {
    String path = request.path();
    Endpoint endpoint = EndpointTable.find(path);
    if (endpoint == null) {
      return path != null && path.startsWith("/eventbus/")
          ? sockJs(request)
          : Endpoint.NO_TRANSPORT;
    }
    return endpoint.path().equals(EndpointTable.UPDATES.path()) && isLongPoll(request)
        ? "long-polling"
        : endpoint.transport();
  }

  /** An estimate that is sufficient for the metrics; the poll itself parses the wait. */
  private static boolean isLongPoll(HttpServerRequest request) {
    String query = request.query();
    return (query != null && query.contains("wait="))
        || request.headers().getAll("Prefer").stream().anyMatch(each -> each.contains("wait"));
  }

  private static String sockJs(HttpServerRequest request) {
    return request.headers().contains(HttpHeaders.UPGRADE) ? "sockjs" : "sockjs-http";
  }
}
