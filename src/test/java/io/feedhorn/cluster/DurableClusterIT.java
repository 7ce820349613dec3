package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.durable.SmallDisk;
import io.feedhorn.push.PushKeys;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A durable feed of three nodes that are processes of their own, get full disks, and are killed.
 * The part with full disks is left out if the user must not mount file systems.
 */
class DurableClusterIT {
  private static final Duration LONG = Duration.ofSeconds(150);

  /** A value that was refused: it may be published all the same, see docs/clustering.md. */
  private static final int UNANSWERED = -1;

  private static final String TOPIC = "/v1/topics/bank.account";

  private ThreeNodes nodes;

  /** The data of each update that was answered, by offset. */
  private final TreeMap<Long, Integer> answered = new TreeMap<>();

  private final List<SmallDisk> disks = new ArrayList<>();

  private int published;

  private PushedUser user;

  @BeforeEach
  void create(@TempDir Path folder) throws Exception {
    Path keys = folder.resolve("push.pem");
    PushKeys.open(keys);
    nodes =
        new ThreeNodes(
            folder,
            Map.of(
                "FEEDHORN_FEEDS_BANK_DURABLE",
                "true",
                "FEEDHORN_FEEDS_BANK_HISTORY_SIZE",
                "1000",
                "FEEDHORN_PUSH_ENABLED",
                "true",
                "FEEDHORN_PUSH_SUBJECT",
                "mailto:ops@example.org",
                "FEEDHORN_PUSH_KEYS",
                keys.toString(),
                "FEEDHORN_PUSH_ALLOW_PRIVATE",
                "true"),
            /* stores= */ true);
    user = new PushedUser(nodes);
    for (int node : List.of(0, 1)) {
      disks.add(new SmallDisk(nodes.store(node), 96));
    }
  }

  @AfterEach
  void stop() throws Exception {
    nodes.killAll();
    user.close();
    disks.forEach(SmallDisk::close);
  }

  /** Publishes a value until it is answered; its key makes it one update. */
  private JsonObject publish(int node) {
    int value = ++published;
    JsonObject[] receipt = new JsonObject[1];
    Awaitility.await("publish " + value + " on node " + node)
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              HttpResponse<String> answer =
                  nodes.post(node, TOPIC, "" + value, "Idempotency-Key", "key-" + value);
              receipt[0] = answer.statusCode() / 100 == 2 ? new JsonObject(answer.body()) : null;
              return receipt[0] != null;
            });
    answered.put(receipt[0].getLong("offset"), value);
    return receipt[0];
  }

  private void publish(int node, int count) {
    for (int i = 0; i < count; i++) {
      publish(node);
    }
  }

  private static String epoch(JsonObject receipt) {
    String cursor = receipt.getString("cursor");
    return cursor.substring(0, cursor.lastIndexOf(':'));
  }

  /** Returns the updates that a node serves, by offset. */
  private Map<Long, Integer> served(int node) throws IOException, InterruptedException {
    JsonObject answer =
        new JsonObject(nodes.get(node, "/v1/topics/bank.account/history?limit=1000").body());
    Map<Long, Integer> updates = new TreeMap<>();
    JsonArray list = answer.getJsonArray("updates");
    for (int i = 0; i < list.size(); i++) {
      JsonObject update = list.getJsonObject(i);
      if (update.getInteger("data") != UNANSWERED) {
        updates.put(update.getLong("offset"), update.getInteger("data"));
      }
    }
    return updates;
  }

  private void awaitServed(int node) {
    Awaitility.await("all answered updates on node " + node)
        .atMost(LONG)
        .untilAsserted(() -> assertThat(served(node)).isEqualTo(answered));
  }

  private static void deleteContent(Path folder) throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(all::add);
    }
    all.remove(folder);
    for (Path each : all) {
      Files.delete(each);
    }
  }

  /** Checks a cluster with one full disk, then with two, and then with room again. */
  private void fullDisks() throws Exception {
    disks.get(0).fill();
    for (int node = 0; node < 3; node++) {
      publish(node, 5);
    }
    awaitWritable(0, false);
    Awaitility.await("node 0 is ready")
        .atMost(LONG)
        .until(() -> nodes.get(0, "/health/ready").statusCode() == 200);
    assertThat(nodes.output(0)).contains("The store cannot be written").doesNotContain("\tat ");
    awaitServed(0);

    disks.get(1).fill();
    awaitRefused(0, "full");
    awaitWritable(1, false);
    assertThat(nodes.post(0, "/v1/topics/memory.a", "1").statusCode()).isEqualTo(201);
    assertThat(served(0)).isEqualTo(answered);

    disks.get(1).empty();
    publish(0, 5);
    disks.get(0).empty();
    awaitWritable(0, true);
    awaitWritable(1, true);
    publish(1);
  }

  private void awaitWritable(int node, boolean writable) {
    Awaitility.await("node " + node + " is writable: " + writable)
        .atMost(LONG)
        .until(() -> nodes.get(node, "/health/ready").body().contains("\"writable\":" + writable));
  }

  private void awaitRefused(int node, String key) {
    Awaitility.await("node " + node + " has no majority")
        .atMost(LONG)
        .untilAsserted(
            () -> {
              HttpResponse<String> refusal =
                  nodes.post(node, TOPIC, "" + UNANSWERED, "Idempotency-Key", key);
              assertThat(refusal.statusCode()).isEqualTo(503);
              assertThat(refusal.body()).contains("unavailable");
            });
  }

  @Test
  void everythingThatWasAnsweredIsThereAfterAllNodesWereKilled() throws Exception {
    nodes.startAll();
    String epoch = epoch(publish(0));
    publish(0, 10);
    publish(1, 10);
    publish(2, 10);
    for (int node = 0; node < 3; node++) {
      nodes.awaitVotes(node);
    }
    user.subscribe(0);
    user.assertSubscribed(1);
    user.assertSubscribed(2);
    user.assertPushed(1, "before the restart");

    if (disks.stream().allMatch(SmallDisk::isMounted)) {
      fullDisks();
    }

    // All at once, and another one first. Nobody waits for the third one.
    nodes.killAll();
    nodes.start(2);
    nodes.start(0);
    assertThat(epoch(publish(2))).isEqualTo(epoch);
    publish(0, 5);
    nodes.start(1);
    awaitServed(1);
    awaitServed(2);
    for (int node = 0; node < 3; node++) {
      nodes.awaitReady(node, 3);
      nodes.awaitBalanced(node);
      user.assertSubscribed(node);
    }
    user.assertPushed(1, "after the restart");

    // The next node sends what a killed one has left.
    user.hold("without an answer");
    int sender = nodes.owner("notify");
    nodes.kill(sender);
    user.awaitPushed("without an answer");
    user.publish((sender + 1) % 3, "after the kill");
    user.awaitPushed("after the kill");

    // The same key is the same update, also after all nodes were killed.
    nodes.killAll();
    nodes.start(1);
    nodes.start(2);
    published--;
    long newest = answered.lastKey();
    JsonObject repeated = publish(1);
    assertThat(epoch(repeated)).isEqualTo(epoch);
    assertThat(repeated.getLong("offset")).isEqualTo(newest);

    // One node alone serves what it has, and publishes nothing.
    nodes.kill(2);
    awaitRefused(1, "alone");
    assertThat(served(1).keySet()).containsAll(answered.keySet());

    // An empty disk does not make a majority forget: it gets everything from the others.
    nodes.killAll();
    deleteContent(nodes.store(0));
    nodes.start(0);
    nodes.start(2);
    Awaitility.await("node 0 knows that its vote does not count")
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(nodes.status(0).getJsonObject("durable").getJsonArray("notVoting"))
                    .contains("bank"));
    nodes.start(1);
    publish(0);
    awaitServed(0);
    nodes.awaitVotes(0);
    nodes.kill(1);
    assertThat(epoch(publish(2))).isEqualTo(epoch);
    awaitServed(0);
    assertThat(answered.values()).doesNotHaveDuplicates();
  }
}
