package io.feedhorn.durable;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Requests to a server process. Safe on any thread. */
final class DurableHttp {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final int port;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  DurableHttp(int port) {
    this.port = port;
  }

  /**
   * Publishes values in order with one idempotency key.
   *
   * @return a receipt or a problem for each value
   * @throws IOException if there is no response
   */
  List<JsonObject> publish(List<JsonObject> lines, String key)
      throws IOException, InterruptedException {
    StringBuilder body = new StringBuilder();
    lines.forEach(line -> body.append(line.encode()).append('\n'));
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(uri("/v1/publish"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/x-ndjson")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body.toString()))
                .build(),
            BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(response.statusCode() + ": " + response.body());
    }
    return response.body().lines().map(JsonObject::new).toList();
  }

  /**
   * Reads all updates after a cursor.
   *
   * @param since a cursor, or {@code earliest}
   */
  Updates read(String feed, String since) throws IOException, InterruptedException {
    List<JsonObject> all = new ArrayList<>();
    String cursor = since;
    boolean recovered = true;
    while (true) {
      String query = "/v1/updates?topics=" + feed + ".>&limit=5000&since=" + cursor;
      JsonObject page =
          new JsonObject(
              client
                  .send(
                      HttpRequest.newBuilder(uri(query)).timeout(PATIENCE).build(),
                      BodyHandlers.ofString())
                  .body());
      JsonArray updates = page.getJsonArray("updates");
      if (updates == null) {
        throw new IOException(page.encode());
      }
      updates.forEach(update -> all.add((JsonObject) update));
      recovered &= page.getBoolean("recovered", true);
      cursor = page.getString("cursor");
      if (!page.getBoolean("more", false)) {
        return new Updates(cursor, recovered, all);
      }
    }
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path.replace(">", "%3E"));
  }

  /** The updates of one poll, with its cursor. */
  record Updates(String cursor, boolean recovered, List<JsonObject> updates) {}
}
