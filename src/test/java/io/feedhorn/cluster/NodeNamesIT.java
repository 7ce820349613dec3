package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.app.ServerProcess;
import io.feedhorn.app.settings.Settings;
import io.feedhorn.app.settings.SettingsBuilder;
import io.feedhorn.transport.FreePorts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The names and the voters of nodes with stores, all in this process. */
@Timeout(300)
class NodeNamesIT {
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Integer> ports = List.of(FreePorts.next(), FreePorts.next());
  private final List<ServerProcess> running = new ArrayList<>();
  @TempDir private Path folder;

  @AfterEach
  void stop() {
    running.forEach(ServerProcess::stop);
  }

  private SettingsBuilder settings(int port, String store) {
    return Settings.builder()
        .port(0)
        .set("cluster.enabled", true)
        .set("cluster.port", port)
        .set("cluster.members", ports.stream().map(each -> "127.0.0.1:" + each).toList())
        .set("store.path", folder.resolve(store).toString());
  }

  private SettingsBuilder settings(int node) {
    return settings(ports.get(node), "store" + node).set("cluster.name", "node-" + node);
  }

  private String start(SettingsBuilder settings) throws Exception {
    ServerProcess process = new ServerProcess(settings.build());
    try {
      String address = process.start();
      running.add(process);
      return address;
    } catch (Exception failure) {
      process.stop();
      throw failure;
    }
  }

  private JsonObject durable(String address) throws IOException, InterruptedException {
    String answer =
        client
            .send(
                HttpRequest.newBuilder(URI.create(address + "/health/ready")).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    JsonArray checks = new JsonObject(answer).getJsonArray("checks");
    return checks.stream()
        .map(JsonObject.class::cast)
        .filter(check -> check.getString("id").equals("cluster"))
        .map(check -> check.getJsonObject("data").getJsonObject("durable"))
        .findAny()
        .orElseThrow();
  }

  private void awaitVoters(String address) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(120))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              JsonObject durable = durable(address);
              assertThat(durable.getJsonArray("voters"))
                  .isEqualTo(new JsonArray(List.of("node-0", "node-1")));
              assertThat(durable.getJsonArray("present"))
                  .isEqualTo(new JsonArray(List.of("node-0", "node-1")));
              assertThat(durable.getInteger("needed")).isEqualTo(2);
            });
  }

  @Test
  void nodesFindTheVotersAndRefuseOthers() throws Exception {
    String first = start(settings(0));
    assertThat(durable(first).getString("name")).isEqualTo("node-0");
    assertThat(durable(first).getValue("voters")).isNull();
    String second = start(settings(1));
    awaitVoters(first);
    awaitVoters(second);

    SettingsBuilder sameName = settings(FreePorts.next(), "other").set("cluster.name", "node-1");
    assertThatThrownBy(() -> start(sameName))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "this node cannot join the cluster: two running nodes have the name 'node-1'"
                + " (cluster.name)");

    SettingsBuilder otherVoters =
        settings(FreePorts.next(), "third")
            .set("cluster.name", "node-2")
            .set("cluster.voters", List.of("node-0", "node-2", "node-3"));
    assertThatThrownBy(() -> start(otherVoters))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "this node cannot join the cluster: 'node-2' has the voters [node-0, node-2, node-3],"
                + " 'node-")
        .hasMessageEndingWith("has [node-0, node-1] (cluster.voters, command recover)");
    awaitVoters(first);
  }

  @Test
  void aNodeReturnsAtAnotherAddressAndItsStoreBelongsToItAlone() throws Exception {
    String first = start(settings(0));
    start(settings(1));
    awaitVoters(first);
    running.remove(1).stop();

    assertThatThrownBy(() -> start(settings(ports.get(1), "store1").set("cluster.name", "node-7")))
        .hasMessageContaining("cluster.name = \"node-7\"")
        .hasMessageContaining("belongs to the node 'node-1'");
    assertThatThrownBy(() -> start(settings(1).set("cluster.voters", List.of("node-1", "node-7"))))
        .hasMessageContaining("has the voters [node-0, node-1], which the command recover changes");
    SettingsBuilder alone =
        Settings.builder().port(0).set("store.path", folder.resolve("store1").toString());
    assertThatThrownBy(() -> start(alone))
        .hasMessageContaining("belongs to the node 'node-1' of a cluster");

    String moved = start(settings(FreePorts.next(), "store1").set("cluster.name", "node-1"));
    awaitVoters(first);
    awaitVoters(moved);
  }
}
