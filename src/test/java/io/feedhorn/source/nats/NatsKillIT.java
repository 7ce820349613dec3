package io.feedhorn.source.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.client.FeedhornClient;
import io.feedhorn.hostile.ServerProcess;
import io.feedhorn.source.Broker;
import io.feedhorn.source.TestNats;
import io.nats.client.Connection;
import io.nats.client.api.StreamConfiguration;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream is published once and in order although server and broker are killed. */
@SuppressWarnings("try") // The close of a connection to NATS can be interrupted.
class NatsKillIT {
  private static final int MESSAGES = 4_000;
  private static final int KILLS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;
  private String url = "";

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("FEEDHORN_STORE_PATH", folder.resolve("store").toString());
    settings.put("FEEDHORN_FEEDS_N_DURABLE", "true");
    settings.put("FEEDHORN_FEEDS_N_DELIVERY", "every");
    settings.put("FEEDHORN_FEEDS_N_HISTORY_SIZE", "5000");
    settings.put("FEEDHORN_FEEDS_N_HISTORY_AGE", "1d");
    settings.put("FEEDHORN_SOURCES_TEST_TYPE", "nats");
    settings.put("FEEDHORN_SOURCES_TEST_URL", url);
    settings.put("FEEDHORN_SOURCES_TEST_STREAM", "ORDERS");
    settings.put("FEEDHORN_SOURCES_TEST_SUBJECT", "orders.>");
    settings.put("FEEDHORN_SOURCES_TEST_TOPIC", "n.x");
    // Few at a time, so that a kill meets a source that is at work.
    settings.put("FEEDHORN_SOURCES_TEST_IN_FLIGHT", "4");
    settings.put("FEEDHORN_SOURCES_TEST_BACKOFF_MIN", "20ms");
    return settings;
  }

  @Test
  void eachMessageIsPublishedOnceAndInOrder() throws Exception {
    String program = Broker.program("/usr/sbin/nats-server", "/usr/bin/nats-server");
    int port = Broker.freePort();
    url = "nats://127.0.0.1:" + port;
    String number = Integer.toString(port);
    String data = folder.resolve("js").toString();
    List<String> command = List.of(program, "-a", "127.0.0.1", "-p", number, "-js", "-sd", data);
    try (Broker broker = Broker.start(folder, port, command)) {
      publish();
      int published = 0;
      for (int kill = 1; kill <= KILLS; kill++) {
        int atLeast = Math.min(MESSAGES, published + 300);
        try (ServerProcess server = ServerProcess.start(settings(), "-Xmx256m")) {
          published = awaitValues(server, atLeast).size();
          if (kill == 2) {
            broker.kill();
            broker.start();
            published = awaitValues(server, Math.min(MESSAGES, published + 100)).size();
          }
        }
      }
      try (ServerProcess server = ServerProcess.start(settings(), "-Xmx256m")) {
        assertThat(awaitValues(server, MESSAGES))
            .containsExactlyElementsOf(
                IntStream.range(0, MESSAGES).<Object>mapToObj(i -> i).toList());
      }
    }
  }

  private void publish() throws Exception {
    try (Connection client = TestNats.connect(url)) {
      client
          .jetStreamManagement()
          .addStream(StreamConfiguration.builder().name("ORDERS").subjects("orders.>").build());
      for (int i = 0; i < MESSAGES; i++) {
        client
            .jetStream()
            .publish("orders.eu", Integer.toString(i).getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static List<Object> awaitValues(ServerProcess server, int count) {
    try (FeedhornClient client = FeedhornClient.to("http://127.0.0.1:" + server.port())) {
      return await().atMost(PATIENCE).until(() -> values(client), values -> values.size() >= count);
    }
  }

  private static List<Object> values(FeedhornClient client) {
    JsonObject history = new JsonObject(client.get("/v1/topics/n.x/history?limit=5000").body());
    return history.containsKey("updates")
        ? history.getJsonArray("updates").stream()
            .map(update -> ((JsonObject) update).getValue("data"))
            .toList()
        : List.of();
  }
}
