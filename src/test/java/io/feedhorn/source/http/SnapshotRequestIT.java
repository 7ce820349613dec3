package io.feedhorn.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.source.SourceServer;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests for snapshots that are not answered, or answered with something else. */
class SnapshotRequestIT {
  private static final String EVENT = "{\"s\":\"A/B\",\"U\":%d,\"u\":%d,\"bids\":[[%d,1]]}";

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private SourceServer start(
      Handler<ServerWebSocket> onOpen,
      Handler<HttpServerRequest> onRequest,
      Map<String, Object> keys) {
    HttpServer upstream =
        vertx
            .createHttpServer()
            .webSocketHandler(onOpen)
            .requestHandler(onRequest)
            .listen(0, "127.0.0.1")
            .await();
    Map<String, Object> all = new HashMap<>(keys);
    all.put("type", "websocket");
    all.put("url", "ws://127.0.0.1:" + upstream.actualPort());
    all.computeIfPresent(
        "snapshot.url", (key, path) -> "http://127.0.0.1:" + upstream.actualPort() + path);
    all.put("topic", "n.x");
    all.put("data", "bids");
    all.put("backoff.min", "5ms");
    all.put("backoff.max", "50ms");
    all.put("book.symbol", "s");
    all.put("book.first", "U");
    all.put("book.last", "u");
    return SourceServer.start(all);
  }

  private static boolean isComplete(JsonObject status) {
    return status.getString("state").equals("live")
        && status.getJsonObject("books").getInteger("live") == 1;
  }

  private static void awaitFailure(SourceServer server, String reason) {
    assertThat(
            server.status(
                s ->
                    s.getString("state").equals("failing")
                        && s.getString("reason").startsWith(reason)))
        .isNotNull();
  }

  @Test
  void aSnapshotThatDoesNotArriveIsAskedForAgain() {
    AtomicBoolean answers = new AtomicBoolean();
    try (SourceServer server =
        start(
            socket -> {
              socket.writeTextMessage("{\"s\":\"A/B\",\"all\":1,\"u\":1,\"bids\":[[1,1]]}");
              socket.writeTextMessage(EVENT.formatted(3, 3, 3));
              socket.textMessageHandler(
                  ask -> {
                    if (answers.get() && ask.equals("again A/B")) {
                      socket.writeTextMessage("{\"s\":\"A/B\",\"all\":1,\"u\":5,\"bids\":[[5,1]]}");
                    }
                  });
            },
            request -> request.response().setStatusCode(404).end(),
            Map.of(
                "timeout",
                "2s",
                "snapshot.when",
                "all = 1",
                "snapshot.send",
                List.of("again ${symbol}")))) {
      awaitFailure(server, "snapshot of A/B: it did not arrive within 2000 ms");
      answers.set(true);

      assertThat(server.status(SnapshotRequestIT::isComplete)).isNotNull();
      assertThat(server.values("n.x", 2)).extracting(Object::toString).endsWith("[[5,1]]");
    }
  }

  @Test
  void anAnswerWithoutASnapshotIsAFailureAndRequestedAgain() {
    AtomicReference<String> body = new AtomicReference<>("500");
    ConcurrentLinkedQueue<String> uris = new ConcurrentLinkedQueue<>();
    try (SourceServer server =
        start(
            socket -> socket.writeTextMessage(EVENT.formatted(7, 8, 8)),
            request -> {
              uris.add(request.uri());
              String answer = String.valueOf(body.get());
              if (answer.equals("500")) {
                request.response().setStatusCode(500).end("sorry");
              } else {
                request.response().end(Buffer.buffer(answer, "ISO-8859-1"));
              }
            },
            Map.of("snapshot.url", "/book?of=${symbol}", "snapshot.last", "id"))) {
      String host = server.status(s -> s.getString("state").equals("failing")).getString("reason");
      assertThat(host).matches("snapshot of A/B: http://127\\.0\\.0\\.1:\\d+ answered 500");
      body.set("<html>");
      awaitFailure(server, "snapshot of A/B: Not JSON at character 0");
      body.set("{\"id\":7,\"bids\":[],\"asks\":[],\"place\":\"Z\u00FCrich\"}");
      awaitFailure(server, "snapshot of A/B: the message is not text in UTF-8");
      body.set("{\"id\":7}");
      awaitFailure(
          server, "snapshot of A/B: snapshot.bids, snapshot.asks: a snapshot must have both");
      body.set("{\"id\":7,\"bids\":[[7,1]],\"asks\":[]}");

      assertThat(server.status(SnapshotRequestIT::isComplete)).isNotNull();
      assertThat(server.values("n.x", 1))
          .extracting(Object::toString)
          .containsExactly("[[8,1],[7,1]]");
      assertThat(uris).contains("/book?of=A%2FB");
    }
  }
}
