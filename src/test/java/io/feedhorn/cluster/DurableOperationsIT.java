package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.app.recover.StoreRecovery;
import io.feedhorn.app.settings.Settings;
import io.feedhorn.app.settings.SettingsBuilder;
import io.feedhorn.cluster.voters.VoterSet;
import io.feedhorn.push.TestBrowser;
import io.feedhorn.store.DurableStore;
import io.feedhorn.store.StoreException;
import io.feedhorn.store.StoreVisitor;
import io.feedhorn.store.StoredFeed;
import io.feedhorn.store.StoredKey;
import io.feedhorn.store.StoredNode;
import io.feedhorn.store.StoredReader;
import io.feedhorn.store.StoredUpdate;
import io.feedhorn.store.artemis.ArtemisStore;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests of recovery, migration and replacement of nodes with durable feeds. */
@Timeout(600)
class DurableOperationsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String TOPIC = "/v1/topics/orders.a";

  private final NodesInProcess nodes = new NodesInProcess(2);
  @TempDir private Path folder;

  @AfterEach
  void stop() {
    nodes.close();
  }

  private Path store(int node) {
    return folder.resolve("store" + node);
  }

  private SettingsBuilder durable(SettingsBuilder settings, int node) {
    return settings
        .set("store.path", store(node).toString())
        .set("feeds.orders.durable", true)
        .set("feeds.sys.durable", true);
  }

  private SettingsBuilder settings(int node) {
    return durable(nodes.settings(node), node).set("cluster.name", "node-" + node);
  }

  private void startBoth() throws Exception {
    nodes.start(0, settings(0));
    nodes.start(1, settings(1));
  }

  private void stopBoth() {
    nodes.stop(0);
    nodes.stop(1);
  }

  /** Sends a request until it is answered; the same one is repeated without another effect. */
  private JsonObject post(int node, String path, String json) {
    AtomicReference<@Nullable JsonObject> answered = new AtomicReference<>();
    Awaitility.await(path + " on node " + node)
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              HttpResponse<String> answer = nodes.post(node, path, json);
              if (answer.statusCode() / 100 == 2) {
                answered.set(new JsonObject(answer.body()));
              }
              return answered.get() != null;
            });
    return Objects.requireNonNull(answered.get());
  }

  private String publish(int node, int value) {
    return post(node, TOPIC, Integer.toString(value)).getString("cursor");
  }

  private void acknowledge(int node, String cursor) {
    post(node, "/v1/readers/desk/ack", new JsonObject().put("cursor", cursor).encode());
  }

  private static String epoch(String cursor) {
    return cursor.substring(cursor.indexOf(':') + 1, cursor.lastIndexOf(':'));
  }

  private void awaitNewest(int node, int value) {
    Awaitility.await("the update " + value + " on node " + node)
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(new JsonObject(nodes.get(node, TOPIC).body()).getInteger("data"))
                    .isEqualTo(value));
  }

  private void recover(int node, @Nullable String name, String... voters) throws StoreException {
    try (DurableStore store = ArtemisStore.open(store(node))) {
      StoreRecovery.of(store, new VoterSet(List.of(voters)), name).apply(new SecureRandom());
    }
  }

  private SettingsBuilder withPush(SettingsBuilder settings) {
    return settings
        .set("push.enabled", true)
        .set("push.subject", "mailto:ops@example.org")
        .set("push.keys", folder.resolve("push.pem").toString());
  }

  private static String subscription() throws Exception {
    return new TestBrowser()
        .subscription("https://push.example.org/a")
        .put("topics", new JsonArray().add("notify.u1"))
        .encode();
  }

  private void awaitReader(int node, String cursor) {
    Awaitility.await("the reader on node " + node)
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(
                        new JsonObject(nodes.get(node, "/v1/readers/desk").body())
                            .getString("cursor"))
                    .isEqualTo(cursor));
  }

  /** Returns the names of the records of readers and push subscriptions in a store. */
  private List<String> storedRecords(int node) throws StoreException {
    List<String> names = new ArrayList<>();
    try (DurableStore store = ArtemisStore.open(store(node))) {
      store.load(new RecordNames(names));
    }
    return names;
  }

  /** Collects the names of the records that belong to no feed. */
  private record RecordNames(List<String> names) implements StoreVisitor {
    @Override
    public void onReader(StoredReader reader) {
      names.add(reader.name());
    }

    @Override
    public void onFeed(StoredFeed feed) {}

    @Override
    public void onUpdate(StoredUpdate update) {}

    @Override
    public void onKey(StoredKey key) {}

    @Override
    public void onNode(StoredNode node) {}

    @Override
    public void onDamaged(String feed, long offset, String reason) {
      throw new AssertionError(reason);
    }
  }

  private JsonObject health(int node) throws Exception {
    return nodes.status(node).getJsonObject("durable");
  }

  @Test
  void readersAndUpdatesSurviveAStopOfAllNodes() throws Exception {
    startBoth();
    String first = publish(0, 1);
    assertThat(nodes.get(1, "/v1/updates?topics=orders.a&reader=desk").statusCode()).isEqualTo(200);
    acknowledge(1, first);
    String second = publish(1, 2);
    stopBoth();

    startBoth();
    for (int node : List.of(0, 1)) {
      awaitNewest(node, 2);
      JsonObject poll =
          new JsonObject(nodes.get(node, "/v1/updates?topics=orders.a&reader=desk").body());
      assertThat(poll.getString("from")).isEqualTo(first);
      assertThat(poll.getJsonArray("updates")).hasSize(1);
      assertThat(new JsonObject(nodes.get(node, "/v1/readers/desk").body()).getBoolean("durable"))
          .isTrue();
    }
    acknowledge(0, second);
    assertThat(new JsonObject(nodes.get(1, "/v1/readers/desk").body()).getString("cursor"))
        .isEqualTo(second);
  }

  @Test
  void aNodeGoesOnWithoutTheOtherWhoseOldStoreIsRefused() throws Exception {
    startBoth();
    String before = publish(0, 1);
    awaitNewest(1, 1);
    stopBoth();

    // Alone it has no majority.
    nodes.start(0, settings(0));
    assertThat(health(0).getJsonArray("without")).contains("orders");
    assertThat(nodes.post(0, TOPIC, "7").statusCode()).isEqualTo(503);
    nodes.stop(0);

    recover(0, null, "node-0");
    nodes.start(0, settings(0));
    String after = publish(0, 2);
    assertThat(epoch(after)).isNotEqualTo(epoch(before));
    assertThat(health(0).getJsonArray("voters")).isEqualTo(new JsonArray().add("node-0"));
    assertThat(health(0).getInteger("generation")).isEqualTo(2);
    JsonObject history = new JsonObject(nodes.get(0, TOPIC + "/history?limit=10").body());
    assertThat(history.getJsonArray("updates")).hasSize(2);

    assertThatThrownBy(() -> nodes.start(1, settings(1)))
        .hasMessageStartingWith("this node cannot join the cluster: the store of 'node-1' has")
        .hasMessageContaining("generation 1")
        .hasMessageContaining("generation 2");
    publish(0, 3);
  }

  @Test
  void aRecoveredNodeMakesAnEmptyOneLevel() throws Exception {
    startBoth();
    publish(0, 1);
    awaitNewest(1, 1);
    stopBoth();
    recover(0, null, "node-0", "node-1");
    Files.move(store(1), folder.resolve("moved-away"));

    startBoth();
    publish(1, 2);
    awaitNewest(1, 2);
    assertThat(health(1).getInteger("generation")).isEqualTo(2);
    Awaitility.await("both are level")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> !health(0).containsKey("trusted"));
    stopBoth();
    startBoth();
    awaitNewest(1, 2);
    publish(0, 3);
  }

  @Test
  void aSingleServerBecomesTheFirstNodeWithTheSameEpoch() throws Exception {
    nodes.start(0, withPush(durable(Settings.builder().port(0), 0)));
    String single = publish(0, 1);
    assertThat(nodes.get(0, "/v1/updates?topics=orders.a&reader=desk").statusCode()).isEqualTo(200);
    acknowledge(0, single);
    String subscription = subscription();
    assertThat(nodes.post(0, "/v1/push", subscription).statusCode()).isEqualTo(201);
    nodes.stop(0);
    assertThatThrownBy(() -> nodes.start(0, settings(0)))
        .hasMessageContaining("the store belongs to a single server", "recover --store");

    recover(0, "node-0", "node-0", "node-1");
    nodes.start(0, withPush(settings(0)));
    nodes.start(1, withPush(settings(1)));
    String clustered = publish(1, 2);
    awaitReader(1, single);
    Awaitility.await("the push subscription on node 1")
        .atMost(PATIENCE)
        .until(() -> nodes.get(1, "/metrics").body().contains("feedhorn_push_subscriptions 1.0"));
    assertThat(nodes.post(1, "/v1/push", subscription).statusCode()).isEqualTo(200);
    acknowledge(1, clustered);

    assertThat(epoch(clustered)).isEqualTo(epoch(single));
    assertThat(clustered).endsWith(":2");
    awaitNewest(1, 2);
    awaitReader(0, clustered);
    stopBoth();
    // What the single server had is not taken over again.
    assertThat(storedRecords(0)).isEmpty();

    // The way back.
    recover(0, null, "node-0");
    nodes.start(0, durable(Settings.builder().port(0), 0));
    awaitNewest(0, 2);
    assertThat(epoch(publish(0, 3))).isNotEqualTo(epoch(single));
  }
}
