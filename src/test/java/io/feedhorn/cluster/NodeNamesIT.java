package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.app.settings.Settings;
import io.feedhorn.app.settings.SettingsBuilder;
import io.feedhorn.transport.FreePorts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The names and the voters of nodes with stores. */
@Timeout(300)
class NodeNamesIT {
  private final NodesInProcess nodes = new NodesInProcess(2);
  @TempDir private Path folder;

  @AfterEach
  void stop() {
    nodes.close();
  }

  private SettingsBuilder withStore(SettingsBuilder settings, String store, String name) {
    return settings.set("store.path", folder.resolve(store).toString()).set("cluster.name", name);
  }

  private SettingsBuilder settings(int node) {
    return withStore(nodes.settings(node), "store" + node, "node-" + node);
  }

  private JsonObject durable(int node) throws IOException, InterruptedException {
    return nodes.status(node).getJsonObject("durable");
  }

  private void awaitVoters(int node) {
    JsonArray both = new JsonArray(List.of("node-0", "node-1"));
    Awaitility.await()
        .atMost(Duration.ofSeconds(120))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              JsonObject durable = durable(node);
              assertThat(durable.getJsonArray("voters")).isEqualTo(both);
              assertThat(durable.getJsonArray("present")).isEqualTo(both);
              assertThat(durable.getInteger("needed")).isEqualTo(2);
            });
  }

  @Test
  void nodesFindTheVotersAndRefuseOthers() throws Exception {
    nodes.start(0, settings(0));
    assertThat(durable(0).getString("name")).isEqualTo("node-0");
    assertThat(durable(0).getValue("voters")).isNull();
    nodes.start(1, settings(1));
    awaitVoters(0);
    awaitVoters(1);

    SettingsBuilder sameName = withStore(nodes.settingsAt(FreePorts.next()), "other", "node-1");
    assertThatThrownBy(() -> nodes.start(2, sameName))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "this node cannot join the cluster: two running nodes have the name 'node-1'"
                + " (cluster.name)");

    SettingsBuilder otherVoters =
        withStore(nodes.settingsAt(FreePorts.next()), "third", "node-2")
            .set("cluster.voters", List.of("node-0", "node-2", "node-3"));
    assertThatThrownBy(() -> nodes.start(2, otherVoters))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "this node cannot join the cluster: 'node-2' has the voters [node-0, node-2, node-3],"
                + " 'node-")
        .hasMessageEndingWith("has [node-0, node-1] (cluster.voters, command recover)");
    awaitVoters(0);
  }

  @Test
  void aNodeReturnsAtAnotherAddressAndItsStoreBelongsToItAlone() throws Exception {
    nodes.start(0, settings(0));
    nodes.start(1, settings(1));
    awaitVoters(0);
    nodes.stop(1);

    assertThatThrownBy(() -> nodes.start(1, settings(1).set("cluster.name", "node-7")))
        .hasMessageContaining("cluster.name = \"node-7\"")
        .hasMessageContaining("belongs to the node 'node-1'");
    assertThatThrownBy(
            () -> nodes.start(1, settings(1).set("cluster.voters", List.of("node-1", "node-7"))))
        .hasMessageContaining("has the voters [node-0, node-1], which the command recover changes");
    SettingsBuilder alone =
        Settings.builder().port(0).set("store.path", folder.resolve("store1").toString());
    assertThatThrownBy(() -> nodes.start(1, alone))
        .hasMessageContaining("belongs to the node 'node-1' of a cluster");

    nodes.start(1, withStore(nodes.settingsAt(FreePorts.next()), "store1", "node-1"));
    awaitVoters(0);
    awaitVoters(1);
  }
}
