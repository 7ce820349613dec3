package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Three real nodes; the last tests take them away one by one, so that the order matters. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {
  private static ThreeNodes nodes;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    nodes = new ThreeNodes(folder, Map.of());
    nodes.startAll();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    nodes.killAll();
  }

  private static JsonObject publish(int node, String topic, int value)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = nodes.post(node, "/v1/topics/" + topic, Integer.toString(value));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return new JsonObject(answer.body());
  }

  private static List<Integer> values(int node, String topics, String since)
      throws IOException, InterruptedException {
    String path = "/v1/updates?topics=" + topics + "&wait=1&since=" + since;
    JsonObject answer = new JsonObject(nodes.get(node, path).body());
    assertThat(answer.getBoolean("recovered")).as(answer.encode()).isTrue();
    List<Integer> values = new ArrayList<>();
    JsonArray updates = answer.getJsonArray("updates");
    for (int i = 0; i < updates.size(); i++) {
      values.add(updates.getJsonObject(i).getInteger("data"));
    }
    return values;
  }

  @Test
  @Order(1)
  void whatIsPublishedOnAnyNodeIsReadOnEachAndOneCursorGoesOnEverywhere() throws Exception {
    JsonObject first = publish(0, "hop.a", 1);
    publish(1, "hop.b", 2);
    JsonObject last = publish(2, "hop.a", 3);

    assertThat(last.getInteger("offset")).isEqualTo(3);
    assertThat(last.getInteger("seq")).isEqualTo(2);
    String epoch = first.getString("cursor").replaceFirst(":1$", "");
    assertThat(last.getString("cursor")).isEqualTo(epoch + ":3");
    for (int node = 0; node < 3; node++) {
      assertThat(nodes.get(node, "/v1/topics/hop.a").statusCode()).isEqualTo(200);
      assertThat(eventually(node, "hop.>", epoch + ":1", 2)).containsExactly(2, 3);
      // A node that is not as far as the reader gives it nothing twice.
      assertThat(values(node, "hop.b", epoch + ":3")).isEmpty();
    }
  }

  private static List<Integer> eventually(int node, String topics, String since, int count) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> values(node, topics, since), values -> values.size() == count);
  }

  @Test
  @Order(2)
  void anIdempotencyKeyHoldsOnEveryNode() throws Exception {
    String first = nodes.post(0, "/v1/topics/keyed.a", "1", "Idempotency-Key", "once").body();

    for (int node = 0; node < 3; node++) {
      HttpResponse<String> again =
          nodes.post(node, "/v1/topics/keyed.a", "1", "Idempotency-Key", "once");
      assertThat(again.body()).isEqualTo(first);
    }
  }

  @Test
  @Order(3)
  void aFeedGoesOnWhereItWasWhenItsOwnerIsKilled() throws Exception {
    JsonObject before = publish(0, "kill.a", 1);
    String start = before.getString("cursor").replaceFirst(":1$", ":0");
    int owner = nodes.owner("kill");
    List<Integer> sent = new ArrayList<>(List.of(1));
    for (int value = 2; value <= 20; value++) {
      publish((owner + value) % 3, "kill.a", value);
      sent.add(value);
    }
    nodes.kill(owner);
    int survivor = (owner + 1) % 3;
    for (int value = 21; value <= 30; value++) {
      publish(survivor, "kill.a", value);
      sent.add(value);
    }

    assertThat(values(survivor, "kill.>", start)).isEqualTo(sent);
    assertThat(eventually((owner + 2) % 3, "kill.>", start, 30)).isEqualTo(sent);

    nodes.start(owner);
    nodes.awaitReady(owner, 3);
    assertThat(values(owner, "kill.>", start)).isEqualTo(sent);
  }

  @Test
  @Order(4)
  void aNodeThatLeavesHandsItsFeedsOver() throws Exception {
    JsonObject before = publish(0, "leave.a", 1);
    int owner = nodes.owner("leave");
    Duration took = nodes.leave(owner);
    JsonObject after = publish((owner + 1) % 3, "leave.a", 2);

    assertThat(took).isLessThan(Duration.ofSeconds(10));
    assertThat(after.getString("cursor"))
        .isEqualTo(before.getString("cursor").replaceFirst(":1$", ":2"));
  }
}
