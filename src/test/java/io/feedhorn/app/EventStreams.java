package io.feedhorn.app;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server with an event stream at each path, and its connections by name. */
final class EventStreams implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final Map<String, List<HttpServerResponse>> opened = new ConcurrentHashMap<>();
  private final HttpServer server =
      vertx.createHttpServer().requestHandler(this::open).listen(0, "127.0.0.1").await();

  private void open(HttpServerRequest request) {
    HttpServerResponse response =
        request.response().setChunked(true).putHeader("Content-Type", "text/event-stream");
    response.write(": hello\n");
    opened
        .computeIfAbsent(request.path().substring(1), name -> new CopyOnWriteArrayList<>())
        .add(response);
  }

  String url(String name) {
    return "http://127.0.0.1:" + server.actualPort() + "/" + name;
  }

  /** Returns the number of connections that were opened. */
  int opened(String name) {
    return opened.getOrDefault(name, List.of()).size();
  }

  /** Returns the number of connections that are open now. */
  long open(String name) {
    return opened.getOrDefault(name, List.of()).stream()
        .filter(response -> !response.closed() && !response.ended())
        .count();
  }

  /** Sends an event on the newest connection. */
  void send(String name, String data) {
    List<HttpServerResponse> all = opened.getOrDefault(name, List.of());
    all.get(all.size() - 1).write("data: " + data + "\n\n");
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
