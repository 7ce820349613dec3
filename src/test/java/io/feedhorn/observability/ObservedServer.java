package io.feedhorn.observability;

import io.feedhorn.app.FeedhornServer;
import io.feedhorn.app.settings.Settings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A single server with every part that has metrics, and clients that use them. */
public final class ObservedServer implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();
  private final Vertx vertx = Vertx.vertx();
  private final FeedhornServer server;
  private @Nullable InputStream stream;

  private ObservedServer(Settings settings) {
    server = FeedhornServer.start(vertx, settings).await();
  }

  /**
   * Starts a server with a durable feed, a source and Web Push.
   *
   * @param folder an empty directory for its files
   */
  public static ObservedServer start(Path folder) throws IOException {
    Path lines = Files.writeString(folder.resolve("rates.ndjson"), "{\"usd\":1}\n{\"usd\":2}\n");
    return new ObservedServer(
        Settings.builder()
            .port(0)
            .set("http.drain", "0ms")
            .set("store.path", folder.resolve("store").toString())
            .set("feeds.orders.durable", true)
            .set("sources.rates.type", "file")
            .set("sources.rates.path", lines.toString())
            .set("sources.rates.topic", "rates.usd")
            .set("push.enabled", true)
            .set("push.subject", "mailto:ops@example.org")
            .set("push.keys", folder.resolve("push.pem").toString())
            .build());
  }

  /** Returns the port of the server. */
  public int port() {
    return server.port();
  }

  /** Opens an event stream that stays open, and resumes another one. */
  public void subscribe() throws IOException, InterruptedException {
    String cursor = publish("prices.a", "1");
    stream = http.send(get("/v1/stream?topics=prices.*"), BodyHandlers.ofInputStream()).body();
    require(stream.read() >= 0, "the stream ends");
    try (InputStream resumed =
        http.send(
                get("/v1/stream?topics=prices.*&since=" + cursor.replace(":", "%3A")),
                BodyHandlers.ofInputStream())
            .body()) {
      require(resumed.read() >= 0, "the resumed stream ends");
    }
  }

  /** Causes at least one event of each kind that the metrics count. */
  public void use() throws IOException, InterruptedException {
    String cursor = publish("prices.a", "1");
    publish("orders.a", "1");
    require(post("/v1/topics/sys.a", "1").statusCode() == 403, "a publish on sys is accepted");
    require(
        http.send(get("/v1/updates?topics=prices.*"), BodyHandlers.discarding()).statusCode()
            == 200,
        "the poll is refused");
    require(
        post("/v1/readers/u1/ack", "{\"cursor\":\"" + cursor + "\"}").statusCode() == 200,
        "the acknowledgement is refused");
    require(
        post("/v1/readers/u1/ack", "{\"cursor\":\"" + cursor + "0\"}").statusCode() == 400,
        "an acknowledgement of the future is accepted");
  }

  /** Publishes a value and returns its cursor. */
  private String publish(String topic, String json) throws IOException, InterruptedException {
    HttpResponse<String> answer = post("/v1/topics/" + topic, json);
    require(answer.statusCode() == 201, answer.body());
    return answer.body().replaceFirst("(?s).*\"cursor\":\"([^\"]+)\".*", "$1");
  }

  private HttpResponse<String> post(String path, String json)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build(),
        BodyHandlers.ofString());
  }

  /** Returns what a Prometheus reads. */
  public String metrics() throws IOException, InterruptedException {
    return http.send(get("/metrics"), BodyHandlers.ofString()).body();
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(uri(path)).build();
  }

  private URI uri(String path) {
    return URI.create(server.address() + path);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }

  @Override
  public void close() {
    try {
      if (stream != null) {
        stream.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.stop().await();
    vertx.close().await();
  }
}
