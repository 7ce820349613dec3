package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** Two users who read a topic with presence, the first on a node that is killed. */
final class PresentUsers implements AutoCloseable {
  private static final String TOPIC = "chat.kill";

  private final ThreeNodes nodes;
  private final InputStream first;
  private final InputStream second;
  private final int survivor;
  private final String start;

  /** Opens a stream of each user, and waits until both have joined. */
  PresentUsers(ThreeNodes nodes, int killed, int survivor) throws Exception {
    this.nodes = nodes;
    this.survivor = survivor;
    this.start = presence().getString("cursor");
    this.first = nodes.stream(killed, "/v1/stream?topics=" + TOPIC, "first");
    this.second = nodes.stream(survivor, "/v1/stream?topics=" + TOPIC, "second");
    await(List.of("first", "second"));
  }

  private JsonObject presence() throws IOException, InterruptedException {
    return new JsonObject(nodes.get(survivor, "/v1/presence/" + TOPIC).body());
  }

  private void await(List<String> users) {
    Awaitility.await("present users")
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                presence().getJsonArray("members").stream()
                    .map(member -> ((JsonObject) member).getString("user"))
                    .toList()
                    .equals(users));
  }

  /** Waits until the first user has left, and checks on a node that nothing happened twice. */
  void requireThatTheFirstLeftOnce(int node) throws Exception {
    await(List.of("second"));
    String pattern = "sys.presence." + TOPIC + ".*";
    Awaitility.await("updates of presence")
        .atMost(Duration.ofMinutes(1))
        .until(() -> updates(node, pattern).size() >= 3);
    JsonArray updates = updates(node, pattern);
    assertThat(updates.stream().map(each -> text((JsonObject) each)))
        .hasSize(3)
        .contains("first joined", "second joined")
        .last()
        .isEqualTo("first left");
  }

  private JsonArray updates(int node, String pattern) throws IOException, InterruptedException {
    String path = "/v1/updates?topics=" + pattern + "&since=" + start;
    return new JsonObject(nodes.get(node, path).body()).getJsonArray("updates");
  }

  private static String text(JsonObject update) {
    String topic = update.getString("topic");
    return topic.substring(topic.lastIndexOf('.') + 1)
        + (update.containsKey("deleted") ? " left" : " joined");
  }

  @Override
  public void close() throws IOException {
    first.close();
    second.close();
  }
}
