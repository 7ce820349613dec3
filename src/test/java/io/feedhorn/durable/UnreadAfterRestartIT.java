package io.feedhorn.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.Transport;
import io.feedhorn.hostile.ServerProcess;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The unread updates of topics that were deleted, after history has dropped the deletion. */
@Timeout(180)
class UnreadAfterRestartIT {
  private static final Map<String, String> SHORT_HISTORY =
      Map.of("FEEDHORN_FEEDS_ORDERS_HISTORY_SIZE", "2", "FEEDHORN_LIMITS_TOPICS", "2");

  @TempDir Path folder;

  @Test
  void areThoseSinceTheDeletion() {
    JsonObject before;
    try (ServerProcess server = DurableServer.start(folder, SHORT_HISTORY);
        FeedhornClient client = FeedhornClient.to("http://127.0.0.1:" + server.port())) {
      client.open(Transport.WEBSOCKET, ReadRequest.of("orders.*").reader("u42")).close();
      publish(client, "orders.again", 4);
      delete(client, "orders.again");
      publish(client, "orders.again", 3);
      publish(client, "orders.removed", 5);
      delete(client, "orders.removed");
      publish(client, "orders.place", 1); // It removes the deleted topic.
      delete(client, "orders.place");
      // A topic that begins after another one was removed goes on after its seq.
      assertThat(client.publish("orders.new", "1").seq()).isEqualTo(7);
      publish(client, "orders.new", 3);
      before = unread(server);
      assertThat(before.getMap()).isEqualTo(Map.of("orders.again", 3, "orders.new", 4));
    }
    try (ServerProcess server = DurableServer.start(folder, SHORT_HISTORY);
        FeedhornClient client = FeedhornClient.to("http://127.0.0.1:" + server.port())) {
      assertThat(unread(server)).isEqualTo(before);
      publish(client, "orders.new", 3);
    }
    try (ServerProcess server = DurableServer.start(folder, SHORT_HISTORY)) {
      assertThat(unread(server).getMap()).isEqualTo(Map.of("orders.again", 3, "orders.new", 7));
    }
  }

  private static void publish(FeedhornClient client, String topic, int times) {
    for (int i = 0; i < times; i++) {
      client.publish(topic, "1");
    }
  }

  private static void delete(FeedhornClient client, String topic) {
    client.send("DELETE", "/v1/topics/" + topic, null).requireStatus(200);
  }

  private static JsonObject unread(ServerProcess server) {
    return new JsonObject(server.get("/v1/readers/u42")).getJsonObject("unread");
  }
}
