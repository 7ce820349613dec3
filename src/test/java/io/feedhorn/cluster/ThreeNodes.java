package io.feedhorn.cluster;

import io.feedhorn.auth.AuthOptions;
import io.feedhorn.auth.TokenIssuer;
import io.feedhorn.transport.FeedhornCommand;
import io.feedhorn.transport.FreePorts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** Three processes of one cluster on this machine, started from the compiled classes. */
final class ThreeNodes {
  private static final Duration READY_TIMEOUT = Duration.ofSeconds(90);

  private static final String SECRET = "a secret that all nodes know, for tests only";
  private static final String TOKEN =
      "Bearer "
          + TokenIssuer.ofSecret(SECRET, null, AuthOptions.OPEN)
              .token(List.of(), List.of(), true, null, Duration.ofHours(1));

  private final HttpClient client = HttpClient.newHttpClient();
  private final Path folder;
  private final Map<String, String> settings;
  private final boolean stores;
  private final List<Integer> clusterPorts = new ArrayList<>();
  private final List<Integer> httpPorts = new ArrayList<>();
  private final Map<Integer, Process> processes = new TreeMap<>();

  ThreeNodes(Path folder, Map<String, String> settings) {
    this(folder, settings, false);
  }

  /**
   * Creates nodes that are not running.
   *
   * @param stores true if each node has a store
   */
  ThreeNodes(Path folder, Map<String, String> settings, boolean stores) {
    this.stores = stores;
    this.folder = folder;
    this.settings = Map.copyOf(settings);
    for (int node = 0; node < 3; node++) {
      clusterPorts.add(FreePorts.next());
      httpPorts.add(FreePorts.next());
    }
  }

  /** Starts the nodes that are not running, and waits until all three are ready. */
  void startAll() throws IOException {
    for (int node = 0; node < 3; node++) {
      if (!isRunning(node)) {
        start(node);
      }
    }
    for (int node = 0; node < 3; node++) {
      awaitReady(node, 3);
      awaitBalanced(node);
    }
  }

  /** Waits until no copies are being moved. */
  void awaitBalanced(int node) {
    Awaitility.await("copies of node " + node)
        .atMost(READY_TIMEOUT)
        .ignoreExceptions()
        .until(() -> !status(node).getBoolean("moving"));
  }

  /** Returns the folder of a node's store. */
  Path store(int node) {
    return folder.resolve("store" + node);
  }

  boolean isRunning(int node) {
    Process process = processes.get(node);
    return process != null && process.isAlive();
  }

  void start(int node) throws IOException {
    List<String> command =
        FeedhornCommand.of(List.of("-Xmx200m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("serve");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("node" + node).toFile()));
    Map<String, String> environment = builder.environment();
    environment.put("FEEDHORN_DEMO_ENABLED", "false");
    environment.put("FEEDHORN_AUTH_SECRET", SECRET);
    environment.put("FEEDHORN_HTTP_PORT", httpPorts.get(node).toString());
    environment.put("FEEDHORN_CLUSTER_ENABLED", "true");
    environment.put("FEEDHORN_CLUSTER_PORT", clusterPorts.get(node).toString());
    environment.put(
        "FEEDHORN_CLUSTER_MEMBERS",
        clusterPorts.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")));
    if (stores) {
      environment.put("FEEDHORN_STORE_PATH", store(node).toString());
    }
    environment.putAll(settings);
    processes.put(node, builder.start());
  }

  /** Waits until a node sees a number of members and can publish. */
  void awaitReady(int node, int members) {
    Awaitility.await("node " + node + " of " + members)
        .atMost(READY_TIMEOUT)
        .pollInterval(Duration.ofMillis(100))
        .failFast(() -> requireRunning(node))
        .ignoreExceptions()
        .until(
            () -> {
              JsonObject status = status(node);
              return status.getJsonArray("members").size() == members
                  && status.getBoolean("available");
            });
  }

  private void requireRunning(int node) throws IOException {
    if (!isRunning(node)) {
      throw new AssertionError(
          "node " + node + " has ended: " + Files.readString(folder.resolve("node" + node)));
    }
  }

  /** Returns the check {@code cluster} of a node's readiness. */
  JsonObject status(int node) throws IOException, InterruptedException {
    JsonArray checks = new JsonObject(get(node, "/health/ready").body()).getJsonArray("checks");
    for (int i = 0; i < checks.size(); i++) {
      if (checks.getJsonObject(i).getString("id").equals("cluster")) {
        return checks.getJsonObject(i).getJsonObject("data");
      }
    }
    throw new AssertionError("no check of the cluster in " + checks);
  }

  /** Waits until the vote of a node counts for all durable feeds, so that another one may stop. */
  void awaitVotes(int node) {
    Awaitility.await("votes of node " + node)
        .atMost(READY_TIMEOUT)
        .ignoreExceptions()
        .until(
            () -> {
              JsonObject durable = status(node).getJsonObject("durable");
              return durable.getJsonArray("voters") != null
                  && durable.getJsonArray("notVoting").isEmpty()
                  && get(node, "/health/ready").statusCode() == 200;
            });
  }

  /** Returns the owner of a feed. */
  int owner(String feed) throws IOException, InterruptedException {
    return indexOf(status(anyRunning()).getJsonObject("owners").getString(feed));
  }

  /** Returns a node that is running. */
  int anyRunning() {
    return processes.keySet().iterator().next();
  }

  /** Returns the node with a name in the cluster. */
  int indexOf(String name) {
    String port = name.substring(name.indexOf(':') + 1, name.indexOf('-'));
    return clusterPorts.indexOf(Integer.valueOf(port));
  }

  HttpResponse<String> get(int node, String path) throws IOException, InterruptedException {
    return client.send(request(node, path).build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> post(int node, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request(node, path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> delete(int node, String topic) throws IOException, InterruptedException {
    HttpRequest request = request(node, "/v1/topics/" + topic).DELETE().build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Publishes a number and returns the receipt. */
  JsonObject publish(int node, String topic, int value) throws IOException, InterruptedException {
    HttpResponse<String> answer = post(node, "/v1/topics/" + topic, Integer.toString(value));
    if (answer.statusCode() != 201) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    return new JsonObject(answer.body());
  }

  /** Publishes a batch and returns the lines of the response. */
  List<String> batch(int node, List<String> lines) throws IOException, InterruptedException {
    HttpRequest request =
        request(node, "/v1/publish")
            .header("Content-Type", "application/x-ndjson")
            .POST(HttpRequest.BodyPublishers.ofString(String.join("\n", lines)))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body().lines().toList();
  }

  /** Opens a stream, which the caller must close. */
  InputStream stream(int node, String path) throws IOException, InterruptedException {
    return client
        .send(request(node, path).build(), HttpResponse.BodyHandlers.ofInputStream())
        .body();
  }

  /** Opens a stream of a user, which the caller must close. */
  InputStream stream(int node, String path, String user) throws IOException, InterruptedException {
    String token =
        TokenIssuer.ofSecret(SECRET, null, AuthOptions.OPEN)
            .token(List.of(), List.of(), true, user, Duration.ofHours(1));
    HttpRequest request = request(node, path).setHeader("Authorization", "Bearer " + token).build();
    return client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body();
  }

  /** Opens a stream with a ticket and without a token, and returns the status. */
  int redeem(int node, String ticket) throws IOException, InterruptedException {
    URI stream = uri("http", node, "/v1/stream?topics=any.>&ticket=" + ticket);
    HttpResponse<InputStream> answer =
        client.send(
            HttpRequest.newBuilder(stream).timeout(Duration.ofSeconds(60)).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    answer.body().close();
    return answer.statusCode();
  }

  /** Opens a WebSocket at {@code /v1/ws}. */
  WebSocket socket(int node, WebSocket.Listener listener) {
    return socket(node, "/v1/ws", listener);
  }

  /** Opens a WebSocket at a path. */
  WebSocket socket(int node, String path, WebSocket.Listener listener) {
    return client
        .newWebSocketBuilder()
        .header("Authorization", TOKEN)
        .buildAsync(uri("ws", node, path), listener)
        .join();
  }

  /** Returns a value of {@code Authorization} with all permissions. */
  String token() {
    return TOKEN;
  }

  int clusterPort(int node) {
    return clusterPorts.get(node);
  }

  int httpPort(int node) {
    return httpPorts.get(node);
  }

  /** Returns the ports that a node listens on. */
  List<ListeningPort> listening(int node) throws IOException {
    return ListeningPort.of(Objects.requireNonNull(processes.get(node)).pid());
  }

  private URI uri(String scheme, int node, String path) {
    return URI.create(scheme + "://127.0.0.1:" + httpPorts.get(node) + path.replace(">", "%3E"));
  }

  private HttpRequest.Builder request(int node, String path) {
    return HttpRequest.newBuilder(uri("http", node, path))
        .header("Authorization", TOKEN)
        .timeout(Duration.ofSeconds(60));
  }

  /** Sends SIGKILL and waits for the end of the process. */
  void kill(int node) throws InterruptedException {
    Process process = processes.remove(node);
    if (process != null) {
      process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  /** Sends SIGTERM and returns the time until the end of the process. */
  Duration terminate(int node) throws InterruptedException {
    long start = System.nanoTime();
    Process process = processes.remove(node);
    if (process != null) {
      process.destroy();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("node " + node + " did not stop within 60 s");
      }
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  String output(int node) throws IOException {
    return Files.readString(folder.resolve("node" + node));
  }

  void killAll() throws InterruptedException {
    for (int node : List.copyOf(processes.keySet())) {
      kill(node);
    }
  }
}
