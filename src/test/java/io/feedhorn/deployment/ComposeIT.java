package io.feedhorn.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.feedhorn.transport.FeedhornCommand;
import io.feedhorn.transport.FreePorts;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The settings and the proxy of {@code conf/compose} without containers: each address becomes one
 * of loopback, and each port a free one.
 */
@EnabledOnOs(OS.LINUX) // elsewhere only 127.0.0.1 is an address of loopback
@Timeout(180)
class ComposeIT {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final String NETWORK = "172\\.30\\.78\\.";

  private final ComposeFile compose = ComposeFile.read();
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Process> processes = new ArrayList<>();
  private final int http = FreePorts.next();
  private final int cluster = FreePorts.next();
  private final int eventBus = cluster + 1;
  private final int proxy = FreePorts.next();

  @TempDir private Path folder;

  @AfterEach
  void stop() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void threeNodesServeClientsBehindHaproxy() throws Exception {
    String program = haproxy();
    for (String node : compose.nodes()) {
      start(node);
    }
    Path configuration = Files.writeString(folder.resolve("haproxy.cfg"), onLoopback());
    run("haproxy", Map.of(), List.of(program, "-db", "-f", configuration.toString()));

    Awaitility.await()
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(
            () -> {
              requireRunning();
              for (String node : compose.nodes()) {
                String health = get(host(node) + ":" + http, "/health/ready");
                assertThat(health).contains("\"status\":\"UP\"", "\"node1\",\"node2\",\"node3\"");
              }
            });
    Awaitility.await()
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> assertThat(get("127.0.0.1:" + proxy, "/health/ready")).contains("UP"));

    HttpRequest publish =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy + "/v1/topics/orders.a"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"total\":42}"))
            .build();
    assertThat(client.send(publish, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(201);
    for (String node : compose.nodes()) {
      Awaitility.await()
          .atMost(TIMEOUT)
          .untilAsserted(
              () ->
                  assertThat(get(host(node) + ":" + http, "/v1/topics/orders.a"))
                      .contains("{\"total\":42}"));
      new Socket(host(node), eventBus).close();
    }
  }

  private void start(String node) throws IOException {
    Map<String, String> environment = new HashMap<>();
    compose
        .environment(node)
        .forEach((name, value) -> environment.put(name, value.replaceAll(NETWORK, "127.78.0.")));
    environment.replaceAll((name, value) -> value.replace(":7800", ":" + cluster));
    environment.put("FEEDHORN_HTTP_HOST", host(node));
    environment.put("FEEDHORN_HTTP_PORT", Integer.toString(http));
    environment.put("FEEDHORN_CLUSTER_PORT", Integer.toString(cluster));
    environment.put("FEEDHORN_CLUSTER_EVENT_BUS_PORT", Integer.toString(eventBus));
    environment.put("FEEDHORN_STORE_PATH", folder.resolve("store-" + node).toString());
    environment.put("FEEDHORN_DEMO_ENABLED", "false");
    List<String> command = FeedhornCommand.of(List.of("-Xmx200m"));
    command.add("serve");
    run(node, environment, command);
  }

  private void run(String name, Map<String, String> environment, List<String> command)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".out").toFile());
    builder.environment().keySet().removeIf(variable -> variable.startsWith("FEEDHORN_"));
    builder.environment().putAll(environment);
    processes.add(builder.start());
  }

  private String onLoopback() throws IOException {
    return Files.readString(ComposeFile.HAPROXY)
        .replace("bind :8080", "bind 127.0.0.1:" + proxy)
        .replaceAll(NETWORK + "(\\d+):8080", "127.78.0.$1:" + http);
  }

  private String host(String node) {
    return compose.address(node).replaceAll(NETWORK, "127.78.0.");
  }

  private String get(String address, String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + path)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private void requireRunning() throws IOException {
    if (!processes.stream().allMatch(Process::isAlive)) {
      StringBuilder output = new StringBuilder("a process has ended:\n");
      for (String name : Stream.concat(compose.nodes().stream(), Stream.of("haproxy")).toList()) {
        output.append(Files.readString(folder.resolve(name + ".out")));
      }
      throw new AssertionError(output);
    }
  }

  /** Returns the program; skips the test if it is missing, but fails in CI. */
  private static String haproxy() {
    for (String program : List.of("/usr/sbin/haproxy", "/usr/local/sbin/haproxy")) {
      if (Files.isExecutable(Path.of(program))) {
        return program;
      }
    }
    String missing = "HAProxy is not installed";
    return "true".equals(System.getenv("CI")) ? fail(missing) : abort(missing);
  }
}
