package io.feedhorn.source.http;

import io.feedhorn.source.SourceServer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An exchange that plays a recording, whose steps {@code make-recordings.py} describes: it waits
 * for each connection, message and request of the client that the recording has.
 */
public final class RecordedExchange {
  private final HttpServer server;
  private final List<String> steps;
  private final BlockingQueue<ServerWebSocket> opened = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<HttpServerRequest> requests = new LinkedBlockingQueue<>();

  public RecordedExchange(Vertx vertx, String recording) throws IOException {
    try (InputStream file = RecordedExchange.class.getResourceAsStream("/exchange/" + recording)) {
      steps =
          new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .toList();
    }
    server =
        vertx
            .createHttpServer()
            .requestHandler(requests::add)
            .webSocketHandler(
                socket -> {
                  socket.textMessageHandler(received::add);
                  opened.add(socket);
                })
            .listen(0, "127.0.0.1")
            .await();
  }

  public String address() {
    return "127.0.0.1:" + server.actualPort();
  }

  /** Plays the recording to its end. Returns the book of each symbol at the end, as JSON. */
  public Map<String, String> play() throws InterruptedException {
    Map<String, String> books = new LinkedHashMap<>();
    ServerWebSocket socket = null;
    HttpServerRequest request = null;
    for (String step : steps) {
      String[] parts = step.split(" ", 2);
      switch (parts[0]) {
        case "open" -> socket = next(opened, step);
        case "<" -> Objects.requireNonNull(socket).writeTextMessage(parts[1]);
        case ">" -> expect(parts[1], next(received, step));
        case "close" -> Objects.requireNonNull(socket).close((short) 1001).await();
        case "GET" -> {
          request = next(requests, step);
          expect(parts[1], request.getParam("symbol"));
        }
        case "200" -> Objects.requireNonNull(request).response().end(parts[1]);
        case "429" ->
            Objects.requireNonNull(request)
                .response()
                .setStatusCode(429)
                .putHeader("Retry-After", parts[1])
                .end();
        case "=" -> books.put(parts[1].split(" ", 2)[0], parts[1].split(" ", 2)[1]);
        default -> throw new IllegalStateException("not a step: " + step);
      }
    }
    return books;
  }

  /** Returns the number of requests and messages that the recording does not have. */
  public int surplus() {
    return opened.size() + received.size() + requests.size();
  }

  private static <T> T next(BlockingQueue<T> queue, String step) throws InterruptedException {
    T next = queue.poll(SourceServer.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (next == null) {
      throw new IllegalStateException("the client did not do: " + step);
    }
    return next;
  }

  private static void expect(String expected, String actual) {
    if (!expected.equals(actual)) {
      throw new IllegalStateException("expected " + expected + ", not " + actual);
    }
  }
}
