package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Deletions in a cluster of two nodes. */
@Timeout(300)
class DeletionClusterIT {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static ThreeNodes nodes;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    nodes =
        new ThreeNodes(
            folder,
            Map.of("FEEDHORN_FEEDS_BRIEF_HISTORY_AGE", "1s", "FEEDHORN_FEEDS_IDLE_IDLE", "3s"));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    nodes.killAll();
  }

  private static JsonObject publish(int node, String topic) throws Exception {
    HttpResponse<String> answer = nodes.post(node, "/v1/topics/" + topic, "1");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return new JsonObject(answer.body());
  }

  private static JsonObject delete(int node, String topic) throws Exception {
    HttpResponse<String> answer = nodes.delete(node, topic);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body());
  }

  private static void awaitGone(int node, String topic) {
    Awaitility.await(topic + " on node " + node)
        .atMost(LONG)
        .until(() -> nodes.get(node, "/v1/topics/" + topic).statusCode() == 404);
  }

  private static void awaitRemoved(int node, String topic) {
    Awaitility.await(topic + " on node " + node)
        .atMost(LONG)
        .until(() -> nodes.get(node, "/v1/topics/" + topic + "/history").body().contains(":[]"));
  }

  @BeforeEach
  void startBoth() throws Exception {
    for (int node : List.of(0, 1)) {
      if (!nodes.isRunning(node)) {
        nodes.start(node);
      }
    }
    for (int node : List.of(0, 1)) {
      nodes.awaitReady(node, 2);
      nodes.awaitBalanced(node);
    }
  }

  @Test
  void everyNodeDeletesATopicAndKnowsIt() throws Exception {
    for (String feed : List.of("prices", "chat", "scores")) {
      String topic = feed + ".gone";
      String cursor = publish(0, topic).getString("cursor");
      JsonObject deletion = delete(1, topic);

      assertThat(deletion.getLong("seq")).isEqualTo(2);
      assertThat(nodes.get(1, "/v1/topics/" + topic).statusCode()).isEqualTo(404);
      awaitGone(0, topic);
      HttpResponse<String> again = nodes.delete(0, topic);
      assertThat(again.statusCode()).as(again.body()).isEqualTo(404);
      assertThat(again.body()).contains("\"code\":\"not_found\"");
      for (int node : List.of(0, 1)) {
        JsonObject missed =
            new JsonObject(
                nodes.get(node, "/v1/updates?topics=" + topic + "&since=" + cursor).body());
        assertThat(missed.getBoolean("recovered")).isTrue();
        assertThat(missed.getJsonArray("updates").encode()).contains("\"deleted\":true");
      }
      assertThat(publish(0, topic).getLong("seq")).isEqualTo(3);
    }
  }

  @Test
  void seqDoesNotGoBackOnANodeThatCopiedTheFeedAfterTheRemoval() throws Exception {
    publish(0, "brief.a");
    publish(0, "brief.a");
    String cursor = publish(0, "brief.b").getString("cursor");
    delete(0, "brief.b");
    delete(0, "brief.a");
    awaitRemoved(0, "brief.a");
    awaitRemoved(1, "brief.a");
    nodes.terminate(1);
    startBoth();
    nodes.terminate(0);
    nodes.awaitReady(1, 1);

    // The node may have copied the batches themselves: then it removes the topics once more.
    awaitRemoved(1, "brief.a");
    JsonObject resumed =
        new JsonObject(nodes.get(1, "/v1/updates?topics=brief.*&since=" + cursor).body());
    assertThat(resumed.getBoolean("recovered")).isFalse();
    JsonObject again = publish(1, "brief.b");
    assertThat(again.getLong("seq")).isGreaterThan(2);
    assertThat(again.getLong("offset")).isEqualTo(6);
    assertThat(publish(1, "brief.a").getLong("seq")).isGreaterThan(3);
  }

  @Test
  void theOwnerDeletesAnIdleTopic() throws Exception {
    String cursor = publish(0, "idle.a").getString("cursor");
    for (int node : List.of(0, 1)) {
      awaitGone(node, "idle.a");
      String missed = nodes.get(node, "/v1/updates?topics=idle.a&since=" + cursor).body();
      assertThat(missed).containsOnlyOnce("\"deleted\":true");
    }
  }
}
