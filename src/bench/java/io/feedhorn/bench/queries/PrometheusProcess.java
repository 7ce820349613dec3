package io.feedhorn.bench.queries;

import io.feedhorn.observability.ObservabilityFiles;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A Prometheus with the configuration of {@code conf/observability}, which scrapes each second. */
final class PrometheusProcess implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final String address;

  /**
   * Starts a Prometheus.
   *
   * @param program its path
   * @param folder the directory for its data
   * @param targets the addresses of servers, {@code host:port}
   */
  PrometheusProcess(String program, Path folder, List<String> targets) throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    address = "http://127.0.0.1:" + port;
    process =
        new ProcessBuilder(
                program,
                "--config.file=" + configuration(folder, targets),
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--log.level=warn")
            .inheritIO()
            .start();
  }

  private static Path configuration(Path folder, List<String> targets) throws IOException {
    String quoted =
        targets.stream().map(each -> '"' + each + '"').collect(Collectors.joining(", "));
    String rules =
        ObservabilityFiles.DIRECTORY.resolve("feedhorn-alerts.yml").toAbsolutePath() + "";
    String configuration =
        Files.readString(ObservabilityFiles.DIRECTORY.resolve("prometheus.yml"))
            .replace("\"127.0.0.1:8080\"", quoted)
            .replace("interval: 15s", "interval: 1s")
            .replace("feedhorn-alerts.yml", rules);
    return Files.writeString(folder.resolve("prometheus.yml"), configuration);
  }

  /** Returns true if a query has a result now; false also while the program starts. */
  boolean hasData(String query) throws InterruptedException {
    JsonObject answer =
        get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    if ("error".equals(answer.getString("status"))) {
      throw new IllegalStateException(query + ": " + answer.getString("error"));
    }
    return !answer
        .getJsonObject("data", new JsonObject())
        .getJsonArray("result", new JsonArray())
        .isEmpty();
  }

  /** Returns the alerts that cannot be evaluated, with the reason. */
  List<String> brokenRules() throws InterruptedException {
    List<String> broken = new ArrayList<>();
    Set<String> missing = new TreeSet<>(ObservabilityFiles.alerts().keySet());
    JsonArray groups =
        get("/api/v1/rules").getJsonObject("data", new JsonObject()).getJsonArray("groups");
    for (int i = 0; groups != null && i < groups.size(); i++) {
      JsonArray rules = groups.getJsonObject(i).getJsonArray("rules");
      for (int j = 0; j < rules.size(); j++) {
        JsonObject rule = rules.getJsonObject(j);
        missing.remove(rule.getString("name"));
        if (!"ok".equals(rule.getString("health"))) {
          broken.add(rule.getString("name") + ": " + rule.getString("lastError"));
        }
      }
    }
    broken.addAll(missing);
    return broken;
  }

  private JsonObject get(String path) throws InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException("Prometheus ended with the code " + process.exitValue());
    }
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(address + path)).build();
      String body = http.send(request, BodyHandlers.ofString()).body();
      // It answers with a text until it is ready.
      return body.startsWith("{") ? new JsonObject(body) : new JsonObject();
    } catch (IOException notListening) {
      return new JsonObject();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
