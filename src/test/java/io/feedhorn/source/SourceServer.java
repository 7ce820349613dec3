package io.feedhorn.source;

import static org.awaitility.Awaitility.await;

import io.feedhorn.app.FeedhornServer;
import io.feedhorn.app.settings.Settings;
import io.feedhorn.app.settings.SettingsBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A server with one source, {@code test}, and its feeds as a reader sees them. */
public final class SourceServer implements AutoCloseable {
  public static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Vertx vertx = Vertx.vertx();
  private final FeedhornServer server;

  private SourceServer(Settings settings) {
    server = FeedhornServer.start(vertx, settings).await();
  }

  /** Starts a server whose source has some keys, such as {@code url}. */
  public static SourceServer start(Map<String, Object> keys) {
    return start(keys, Map.of());
  }

  /**
   * Starts a server with further settings.
   *
   * @param settings settings with their complete path
   */
  public static SourceServer start(Map<String, Object> keys, Map<String, Object> settings) {
    SettingsBuilder builder = Settings.builder().port(0).set("http.drain", "0ms");
    builder.set("feeds.default.delivery", "every").set("feeds.default.history.size", 200_000);
    keys.forEach((key, value) -> builder.set("sources.test." + key, value));
    settings.forEach(builder::set);
    return new SourceServer(builder.build());
  }

  /**
   * Starts a server with settings of a file.
   *
   * @param settings settings with their complete path
   */
  public static SourceServer startWith(Map<String, Object> settings) {
    return start(Map.of(), settings);
  }

  /** Returns the URL of the server. */
  public String address() {
    return server.address();
  }

  public Vertx vertx() {
    return vertx;
  }

  /** Returns the values of a topic, the oldest first. */
  public List<Object> values(String topic) {
    JsonObject history = get("/v1/topics/" + topic + "/history?limit=5000");
    return history.containsKey("updates")
        ? history.getJsonArray("updates").stream()
            .map(update -> ((JsonObject) update).getValue("data"))
            .toList()
        : List.of();
  }

  /** Returns the values of a topic when there are at least so many. */
  public List<Object> values(String topic, int count) {
    return await().atMost(PATIENCE).until(() -> values(topic), found -> found.size() >= count);
  }

  /** Returns the state of the source when it satisfies a condition. */
  public JsonObject status(Predicate<JsonObject> condition) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> get("/v1/topics/sys.sources.test"),
            found ->
                found.getJsonObject("data") != null && condition.test(found.getJsonObject("data")))
        .getJsonObject("data");
  }

  /** Returns the state of the source when it has a name. */
  public JsonObject status(String state) {
    return status(found -> state.equals(found.getString("state")));
  }

  /** Returns the reason for which the source fails, when it contains a text. */
  public String failure(String part) {
    return status(
            found ->
                "failing".equals(found.getString("state"))
                    && found.getString("reason", "").contains(part))
        .getString("reason");
  }

  /** Returns the reported errors when there are at least so many, the oldest first. */
  public List<JsonObject> errors(int count) {
    return values("sys.sources.test.errors", count).stream().map(JsonObject.class::cast).toList();
  }

  private JsonObject get(String path) {
    return new JsonObject(text(path));
  }

  /** Returns the body of a path. */
  public String text(String path) {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(address() + path)).build();
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** Deletes a topic. */
  public void delete(String topic) {
    try {
      URI path = URI.create(address() + "/v1/topics/" + topic);
      HTTP.send(
          HttpRequest.newBuilder(path).DELETE().build(), HttpResponse.BodyHandlers.discarding());
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Override
  public void close() {
    server.stop().await();
    vertx.close().await();
  }
}
