package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cluster of one or two nodes. Each test starts what it needs. */
@Timeout(180)
class TwoNodesIT {
  private static final int MAX_FEEDS = 20;
  private static ThreeNodes nodes;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    nodes = new ThreeNodes(folder, Map.of("FEEDHORN_LIMITS_FEEDS", String.valueOf(MAX_FEEDS)));
  }

  /** Runs the first node without the second one. */
  private static void runOne() throws Exception {
    if (nodes.isRunning(1)) {
      nodes.terminate(1);
    }
    startUnlessRunning(0);
    nodes.awaitReady(0, 1);
  }

  private static void runBoth() throws IOException {
    startUnlessRunning(0);
    startUnlessRunning(1);
    for (int node : List.of(0, 1)) {
      nodes.awaitReady(node, 2);
      nodes.awaitBalanced(node);
    }
  }

  private static void startUnlessRunning(int node) throws IOException {
    if (!nodes.isRunning(node)) {
      nodes.start(node);
    }
  }

  @AfterAll
  static void stop() throws InterruptedException {
    nodes.killAll();
  }

  @ParameterizedTest
  @ValueSource(strings = {"prices", "chat"})
  void aNodeAloneRejectsACursorBeyondTheEnd(String feed) throws Exception {
    runOne();
    nodes.publish(0, feed + ".a", 1);
    startsOver(0, feed + ".a", beyondTheEnd(nodes.publish(0, feed + ".a", 2)), 2);
  }

  @Test
  void feedsBeyondTheLimitAreRefused() throws Exception {
    runOne();
    List<String> lines =
        IntStream.range(0, 2_000)
            .mapToObj(feed -> "{\"topic\":\"f%d.a\",\"data\":1}".formatted(feed))
            .toList();
    List<String> answers = nodes.batch(0, lines);

    assertThat(answers).hasSize(2_000);
    assertThat(feeds(0)).hasSize(MAX_FEEDS);
    List<String> refused = answers.stream().filter(line -> !line.contains("offset")).toList();
    assertThat(refused)
        .hasSize(2_000 - MAX_FEEDS + configured(0))
        .allMatch(line -> line.contains("too_many") && line.contains("limits.feeds"));
    assertThat(nodes.status(0).getJsonObject("owners").size()).isEqualTo(MAX_FEEDS);
    // Existing and configured feeds accept further updates.
    String existing =
        feeds(0).stream().filter(feed -> feed.startsWith("f")).findFirst().orElseThrow();
    assertThat(nodes.publish(0, existing + ".b", 2).getInteger("offset")).isEqualTo(2);
    nodes.publish(0, "notify.a", 1);
  }

  private static Set<String> feeds(int node) throws IOException, InterruptedException {
    JsonArray topics =
        new JsonObject(nodes.get(node, "/v1/topics?limit=1000").body()).getJsonArray("topics");
    return IntStream.range(0, topics.size())
        .mapToObj(topic -> topics.getJsonObject(topic).getString("topic"))
        .map(topic -> topic.substring(0, topic.indexOf('.')))
        .collect(Collectors.toSet());
  }

  private static int configured(int node) throws IOException, InterruptedException {
    return (int) feeds(node).stream().filter(feed -> !feed.startsWith("f")).count();
  }

  @Test
  void aNodeAsksTheOwnerAboutACursorBeyondTheEnd() throws Exception {
    runBoth();
    for (String feed : List.of("prices", "chat", "notify")) {
      nodes.publish(0, feed + ".ahead", 1);
      String beyond = beyondTheEnd(nodes.publish(1, feed + ".ahead", 2));
      for (int node : List.of(0, 1)) {
        startsOver(node, feed + ".ahead", beyond, 2);
      }
    }
  }

  @Test
  void aReaderFromANodeThatIsAheadDoesNotStartOver() throws Exception {
    runBoth();
    for (int value = 1; value <= 200; value++) {
      String cursor = nodes.publish(value % 2, "chat.hop", value).getString("cursor");
      JsonObject answer = poll((value + 1) % 2, "chat.hop", cursor);
      assertThat(answer.getBoolean("recovered")).as(answer.encode()).isTrue();
      assertThat(answer.getJsonArray("updates")).as(answer.encode()).isEmpty();
    }
  }

  @Test
  void operatorsSeeTheMembersTheOwnersAndTheReadersOfAllNodes() throws Exception {
    runBoth();
    nodes.publish(0, "chat.seen", 1);
    nodes.get(1, "/v1/updates?topics=chat.seen&reader=seen");

    await().untilAsserted(TwoNodesIT::ownersAndMembersAgree);
    await()
        .until(
            () ->
                new JsonObject(nodes.get(0, "/v1/admin/readers?prefix=seen").body())
                        .getInteger("total")
                    == 1);
  }

  private static void ownersAndMembersAgree() throws IOException, InterruptedException {
    JsonObject seen = new JsonObject(nodes.get(0, "/v1/admin/cluster").body());
    JsonObject cluster = seen.getJsonObject("cluster");
    List<String> members =
        cluster.getJsonArray("members").stream()
            .map(member -> ((JsonObject) member).getString("node"))
            .toList();

    assertThat(seen.getString("node")).isEqualTo(cluster.getString("self")).isIn(members);
    assertThat(members).hasSize(2);
    JsonArray feeds =
        new JsonObject(nodes.get(0, "/v1/admin/feeds?limit=1000").body()).getJsonArray("feeds");
    assertThat(feeds.stream().map(JsonObject.class::cast))
        .filteredOn(feed -> "chat".equals(feed.getString("feed")))
        .singleElement()
        .satisfies(
            feed ->
                assertThat(feed.getString("owner"))
                    .isEqualTo(cluster.getJsonObject("owners").getString("chat"))
                    .isIn(members));
  }

  private static JsonObject poll(int node, String topic, String since)
      throws IOException, InterruptedException {
    return new JsonObject(
        nodes.get(node, "/v1/updates?topics=" + topic + "&since=" + since).body());
  }

  /** Returns a cursor beyond the end of the feed, from its last receipt. */
  private static String beyondTheEnd(JsonObject last) {
    String end = ":" + last.getInteger("offset") + "$";
    return last.getString("cursor").replaceFirst(end, ":1000000000");
  }

  /** Checks on four transports: a reset, then the snapshot, then the next update. */
  private static void startsOver(int node, String topic, String beyond, int snapshot)
      throws Exception {
    JsonObject answer = poll(node, topic, beyond);
    assertThat(answer.getBoolean("recovered")).as(answer.encode()).isFalse();
    assertThat(answer.getJsonArray("updates")).hasSize(1);
    assertThat(poll(node, topic, answer.getString("cursor")).getBoolean("recovered")).isTrue();

    BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    BlockingQueue<String> bus = new LinkedBlockingQueue<>();
    WebSocket socket = nodes.socket(node, "/v1/ws", new MessageCollector(messages));
    WebSocket bridge = nodes.socket(node, "/eventbus/websocket", new MessageCollector(bus));
    try (BufferedReader stream =
        new BufferedReader(
            new InputStreamReader(
                nodes.stream(node, "/v1/stream?topics=" + topic + "&since=" + beyond),
                StandardCharsets.UTF_8))) {
      JsonObject subscribe =
          new JsonObject().put("type", "subscribe").put("id", 1).put("since", beyond);
      socket.sendText(subscribe.put("topics", new JsonArray().add(topic)).encode(), true).join();
      JsonObject register =
          new JsonObject().put("type", "register").put("address", topic).put("replyAddress", "r");
      bridge
          .sendText(register.put("headers", new JsonObject().put("since", beyond)).encode(), true)
          .join();

      assertThat(next(messages, "subscribed").getBoolean("recovered")).isFalse();
      assertThat(next(messages, "update").getInteger("data")).isEqualTo(snapshot);
      assertThat(next(bus, "rec").getJsonObject("body").getBoolean("recovered")).isFalse();
      assertThat(next(bus, "rec").getJsonObject("body").getInteger("data")).isEqualTo(snapshot);
      String line = stream.readLine();
      while (!line.startsWith("event: reset")) {
        assertThat(line).doesNotStartWith("event: update");
        line = stream.readLine();
      }
      nodes.publish(node, topic, snapshot);
      assertThat(next(messages, "update").getInteger("data")).isEqualTo(snapshot);
      assertThat(next(bus, "rec").getJsonObject("body").getInteger("data")).isEqualTo(snapshot);
    } finally {
      socket.abort();
      bridge.abort();
    }
  }

  private static JsonObject next(BlockingQueue<String> messages, String type)
      throws InterruptedException {
    while (true) {
      String text = messages.poll(50, TimeUnit.SECONDS);
      assertThat(text).as("a message of type " + type).isNotNull();
      JsonObject message = new JsonObject(text);
      if (type.equals(message.getString("type"))) {
        return message;
      }
    }
  }

  /** Collects complete messages. */
  private static final class MessageCollector implements WebSocket.Listener {
    private final BlockingQueue<String> messages;
    private final StringBuilder parts = new StringBuilder();

    MessageCollector(BlockingQueue<String> messages) {
      this.messages = messages;
    }

    @Override
    public CompletionStage<?> onText(WebSocket of, CharSequence text, boolean last) {
      parts.append(text);
      if (last) {
        messages.add(parts.toString());
        parts.setLength(0);
      }
      return WebSocket.Listener.super.onText(of, text, last);
    }
  }
}
