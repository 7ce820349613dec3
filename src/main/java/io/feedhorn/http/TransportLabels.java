package io.feedhorn.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/** The metric label {@code transport} of a request. */
final class TransportLabels {
  private static final String POLLING = "polling";

  /** All labels of transports. */
  static final List<String> ALL =
      List.of(
          "websocket",
          "sse",
          "long-polling",
          POLLING,
          "sockjs",
          "sockjs-http",
          "eventbus-websocket");

  /** The labels of transports whose connections are sessions: not of polls answered at once. */
  static final List<String> SESSIONS =
      ALL.stream().filter(label -> !label.equals(POLLING)).toList();

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

  /** Returns true if the response to a request neither is a stream nor waits for an update. */
  static boolean isAnsweredSoon(HttpServerRequest request) {
    String label = of(request);
    // The body of a poll by POST may have a wait.
    return label.equals(Endpoint.NO_TRANSPORT)
        || (label.equals(POLLING) && request.method().equals(HttpMethod.GET));
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
