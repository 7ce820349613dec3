package io.feedhorn.source.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.source.Broker;
import io.feedhorn.source.DocumentedSource;
import io.feedhorn.source.SourceServer;
import io.feedhorn.source.StoppedSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests with mosquitto. */
class MqttSourceIT {
  @TempDir Path folder;
  private Broker broker;
  private int port;
  private int closedPort;

  @BeforeEach
  void startBroker() throws IOException {
    String program = Broker.program("/usr/sbin/mosquitto");
    port = Broker.freePort();
    closedPort = Broker.freePort();
    Path data = Files.createDirectory(folder.resolve("data"));
    Path conf = folder.resolve("mosquitto.conf");
    Files.writeString(
        conf,
        """
        user %s
        persistence true
        persistence_location %s/
        autosave_interval 1
        autosave_on_changes true
        max_queued_messages 0
        per_listener_settings true
        listener %d 127.0.0.1
        allow_anonymous true
        listener %d 127.0.0.1
        allow_anonymous false
        """
            .formatted(System.getProperty("user.name"), data, port, closedPort));
    broker = Broker.start(folder, port, List.of(program, "-c", conf.toString()));
  }

  @AfterEach
  void stopBroker() {
    broker.close();
  }

  private Map<String, Object> keys(Object... keys) {
    Map<String, Object> all = new HashMap<>();
    all.put("type", "mqtt");
    all.put("url", "mqtt://127.0.0.1:" + port);
    all.put("backoff.min", "20ms");
    all.put("backoff.max", "200ms");
    for (int i = 0; i < keys.length; i += 2) {
      all.put((String) keys[i], keys[i + 1]);
    }
    return all;
  }

  private Map<String, Object> durable() {
    return Map.of("store.path", folder.resolve("store").toString(), "feeds.n.durable", true);
  }

  private void publish(int from, int to) {
    try (MqttPublisher publisher = new MqttPublisher(port)) {
      for (int i = from; i < to; i++) {
        publisher.publish("numbers/x", Integer.toString(i), false);
      }
    }
  }

  @Test
  void retainedMessagesAreTheSnapshotAndBrokenOnesAreReported() {
    try (MqttPublisher publisher = new MqttPublisher(port)) {
      publisher.publish("sensors/a/t", "{\"c\":1.5}", true);
      try (SourceServer server =
          SourceServer.start(
              keys(
                  "topics",
                  List.of("sensors/+/t"),
                  "topic",
                  "s.${$split($topic, '/')[1]}",
                  "data",
                  "{'c': c, 'retained': $retained}"))) {
        assertThat(server.values("s.a", 1).get(0)).hasToString("{\"c\":1.5,\"retained\":true}");
        publisher.publish("sensors/b/t", "nonsense", false);
        String large = "{\"c\":2,\"text\":\"" + "x".repeat(20_000) + "\"}";
        publisher.publish("sensors/b/t", large, false);
        publisher.publish("other/b/t", "{\"c\":3}", false);

        assertThat(server.values("s.b", 1).get(0)).hasToString("{\"c\":2,\"retained\":false}");
        assertThat(server.errors(1).get(0).getString("message")).isEqualTo("nonsense");
      }
    }
  }

  @Test
  void noMessageIsLostAlthoughBothEndsAreStopped() {
    Map<String, Object> keys = keys("topics", List.of("numbers/#"), "topic", "n.x");
    try (SourceServer server = SourceServer.start(keys, durable())) {
      server.status("live");
      publish(0, 300);
      server.values("n.x", 100);
    }
    publish(300, 500);
    try (SourceServer server = SourceServer.start(keys, durable())) {
      server.values("n.x", 350);
      broker.stop("TERM");
      server.status("failing");
      broker.start();
      server.status("live");
      publish(500, 600);
      List<Object> all = IntStream.range(0, 600).<Object>mapToObj(i -> i).toList();
      await()
          .atMost(SourceServer.PATIENCE)
          .until(() -> server.values("n.x").contains(all.get(all.size() - 1)));
      // At least once: what was not acknowledged in time can come again.
      assertThat(server.values("n.x").stream().distinct().toList()).containsExactlyElementsOf(all);
    }
  }

  @Test
  void aFilterThatLeavesTheSettingsIsUnsubscribed() {
    Map<String, Object> before = keys("topics", List.of("old/#", "new/#"), "topic", "n.${$topic}");
    before.put("topic", "n.${$split($topic, '/')[0]}");
    try (SourceServer server = SourceServer.start(before, durable())) {
      server.status("live");
    }
    Map<String, Object> after = new HashMap<>(before);
    after.put("topics", List.of("new/#"));
    try (SourceServer server = SourceServer.start(after, durable());
        MqttPublisher publisher = new MqttPublisher(port)) {
      server.status("live");
      publisher.publish("old/x", "1", false);
      publisher.publish("new/x", "2", false);
      assertThat(server.values("n.new", 1)).containsExactly(2);
      assertThat(server.values("n.old")).isEmpty();
    }
  }

  @Test
  void aSessionThatIsGoneIsAGap() throws IOException {
    Map<String, Object> keys = keys("topics", List.of("numbers/#"), "topic", "n.x");
    try (SourceServer server = SourceServer.start(keys)) {
      server.status("live");
      broker.kill();
      server.status("failing");
      Files.deleteIfExists(folder.resolve("data/mosquitto.db"));
      broker.start();
      assertThat(server.errors(1).get(0).getString("reason"))
          .isEqualTo(
              "gap: the broker has no session 'feedhorn-test' any more, messages may be lost");
      publish(0, 1);
      assertThat(server.values("n.x", 1)).containsExactly(0);
    }
  }

  @Test
  void aRefusalIsNamed() {
    Map<String, Object> keys = keys("topics", List.of("numbers/#"), "topic", "n.x");
    keys.put("url", "mqtt://127.0.0.1:" + closedPort);
    try (SourceServer server = SourceServer.start(keys)) {
      assertThat(server.failure("NOT_AUTHORIZED")).isNotEmpty();
    }
  }

  @Test
  void theRecipeOfTheDocsWorks() {
    try (MqttPublisher publisher = new MqttPublisher(port)) {
      publisher.publish("sensors/kitchen/temperature", "{\"value\":21.5}", true);
      try (SourceServer server =
          DocumentedSource.start(
              "docs/sources.md", "type: mqtt", "localhost:1883", "127.0.0.1:" + port)) {
        assertThat(server.values("temperature.kitchen", 1).get(0))
            .hasToString("{\"celsius\":21.5}");
      }
    }
  }

  @Test
  void aStopAcknowledgesAllThatIsPublished() {
    Map<String, Object> keys = keys("topics", List.of("numbers/#"), "topic", "n.x");
    try (SourceServer server = SourceServer.start(keys)) {
      server.status("live"); // From now on the broker keeps messages.
    }
    publish(0, 400);

    assertThat(StoppedSource.values(keys, folder, 400))
        .containsExactlyElementsOf(IntStream.range(0, 400).<Object>mapToObj(i -> i).toList());
  }

  @Test
  void aBrokerThatDoesNotAnswerIsAFailure() {
    Map<String, Object> keys = keys("topics", List.of("numbers/#"), "topic", "n.x");
    keys.put("timeout", "1s");
    try (SourceServer server = SourceServer.start(keys)) {
      server.status("live");
      broker.freeze();
      server.status("failing");
      broker.thaw();

      server.status("live");
      publish(0, 10);
      assertThat(server.values("n.x", 10)).contains(9);
    }
  }
}
