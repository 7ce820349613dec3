package io.feedhorn.source.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server on a free port whose answers a test sets. */
final class HttpUpstream implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  final List<HttpServerRequest> requests = new CopyOnWriteArrayList<>();
  private volatile Handler<HttpServerRequest> answer;

  HttpUpstream(Handler<HttpServerRequest> answer) {
    this.answer = answer;
    server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  requests.add(request);
                  this.answer.handle(request);
                })
            .listen(0, "127.0.0.1")
            .await();
  }

  /** Returns an upstream that answers with JSON. */
  static HttpUpstream json(String body) {
    return new HttpUpstream(request -> request.response().setStatusCode(500).end()).answers(body);
  }

  HttpUpstream answers(String json) {
    return answers(
        request -> request.response().putHeader("Content-Type", "application/json").end(json));
  }

  HttpUpstream answers(Handler<HttpServerRequest> next) {
    answer = next;
    return this;
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/data";
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
