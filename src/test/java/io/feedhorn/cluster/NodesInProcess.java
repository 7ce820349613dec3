package io.feedhorn.cluster;

import io.feedhorn.app.ServerProcess;
import io.feedhorn.app.settings.Settings;
import io.feedhorn.app.settings.SettingsBuilder;
import io.feedhorn.cluster.infinispan.TestGrids;
import io.feedhorn.transport.FreePorts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Nodes of one cluster in this process. */
final class NodesInProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Integer> ports;
  private final Map<Integer, ServerProcess> running = new TreeMap<>();
  private final Map<Integer, String> addresses = new TreeMap<>();

  /**
   * @param count the number of nodes that are members of the cluster
   */
  NodesInProcess(int count) {
    ports = Stream.generate(FreePorts::next).limit(count).toList();
  }

  /** Returns the settings of a node at its own port. */
  SettingsBuilder settings(int node) {
    return settingsAt(ports.get(node));
  }

  /** Returns the settings of a node at another port. */
  SettingsBuilder settingsAt(int port) {
    return Settings.builder()
        .port(0)
        .set("cluster.enabled", true)
        .set("cluster.port", port)
        .set("cluster.members", ports.stream().map(each -> "127.0.0.1:" + each).toList());
  }

  /** Starts a node when its ports are free; a node that cannot start is stopped. */
  void start(int node, SettingsBuilder settings) throws Exception {
    Settings built = settings.build();
    if (built.cluster().enabled()) {
      TestGrids.awaitPorts(built.cluster());
    }
    ServerProcess process = new ServerProcess(built);
    try {
      addresses.put(node, process.start());
      running.put(node, process);
    } catch (Exception failure) {
      process.stop();
      throw failure;
    }
  }

  void stop(int node) {
    Objects.requireNonNull(running.remove(node)).stop();
  }

  String address(int node) {
    return Objects.requireNonNull(addresses.get(node));
  }

  HttpResponse<String> get(int node, String path) throws IOException, InterruptedException {
    return send(request(node, path).build());
  }

  HttpResponse<String> post(int node, String path, String json)
      throws IOException, InterruptedException {
    return send(
        request(node, path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  HttpResponse<String> delete(int node, String path) throws IOException, InterruptedException {
    return send(request(node, path).DELETE().build());
  }

  private HttpRequest.Builder request(int node, String path) {
    return HttpRequest.newBuilder(URI.create(address(node) + path)).timeout(PATIENCE);
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Returns the check {@code cluster} of a node's readiness. */
  JsonObject status(int node) throws IOException, InterruptedException {
    JsonArray checks = new JsonObject(get(node, "/health/ready").body()).getJsonArray("checks");
    return checks.stream()
        .map(JsonObject.class::cast)
        .filter(check -> check.getString("id").equals("cluster"))
        .map(check -> check.getJsonObject("data"))
        .findAny()
        .orElseThrow();
  }

  /** Waits until a node sees a number of members, can publish, and no copies are being moved. */
  void awaitReady(int node, int members) {
    Awaitility.await("node " + node + " of " + members)
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              JsonObject status = status(node);
              return status.getJsonArray("members").size() == members
                  && status.getBoolean("available")
                  && !status.getBoolean("moving");
            });
  }

  @Override
  public void close() {
    running.values().forEach(ServerProcess::stop);
  }
}
