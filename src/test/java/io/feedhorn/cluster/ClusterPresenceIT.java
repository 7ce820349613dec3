package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.auth.TestSigner;
import io.feedhorn.client.ClientOptions;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.ReceivedUpdate;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Presence in a cluster of two nodes. */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("try") // An open connection makes its user present; nothing else is done with it.
class ClusterPresenceIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static NodesInProcess nodes;
  private static Vertx vertx;
  private final List<FeedhornClient> clients = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    nodes = new NodesInProcess(2);
    vertx = Vertx.vertx();
    for (int node : List.of(0, 1)) {
      nodes.start(node, nodes.settings(node).set("presence.grace", "200ms"));
    }
    nodes.awaitReady(0, 2);
    nodes.awaitReady(1, 2);
  }

  @AfterAll
  static void stop() {
    nodes.close();
    vertx.close().await();
  }

  @AfterEach
  void closeClients() {
    clients.forEach(FeedhornClient::close);
  }

  private FeedhornClient client(int node, String user) {
    String token = TestSigner.unsigned(new JsonObject().put("sub", user));
    FeedhornClient client =
        new FeedhornClient(vertx, ClientOptions.of(URI.create(nodes.address(node))).token(token));
    clients.add(client);
    return client;
  }

  private UpdateReader read(int node, String user, String topic) {
    return client(node, user).open(Transport.WEBSOCKET, ReadRequest.of(topic));
  }

  private UpdateReader events(int node, String topic) {
    return client(node, "events")
        .open(Transport.SSE, ReadRequest.of("sys.presence." + topic + ".*"));
  }

  private static ReceivedUpdate next(UpdateReader reader) {
    return Objects.requireNonNull(reader.poll(PATIENCE));
  }

  private static void assertNext(UpdateReader events, String user, boolean joined) {
    ReceivedUpdate update = next(events);
    assertThat(update.topic()).endsWith("." + user);
    assertThat(update.isDeletion()).isNotEqualTo(joined);
  }

  private static void awaitConnections(int node, String topic, int count, int connections) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              HttpResponse<String> answer = nodes.get(node, "/v1/presence/" + topic);
              assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
              JsonObject presence = new JsonObject(answer.body());
              return presence.getInteger("count") == count
                  && presence.getInteger("connections") == connections;
            });
  }

  @Test
  @Order(1)
  void aUserOnTwoNodesIsOneMemberWhoJoinsOnceAndLeavesOnce() {
    String topic = "chat.both";
    try (UpdateReader events = events(1, topic)) {
      try (UpdateReader first = read(0, "ada", topic)) {
        assertNext(events, "ada", true);
        try (UpdateReader second = read(1, "ada", topic)) {
          for (int node : List.of(0, 1)) {
            awaitConnections(node, topic, 1, 2);
          }
        }
        awaitConnections(0, topic, 1, 1);
        // A move to the other node, with two connections for a moment.
        try (UpdateReader second = read(1, "ada", topic)) {
          awaitConnections(0, topic, 1, 2);
          first.close();
          awaitConnections(0, topic, 1, 1);
          try (UpdateReader other = read(0, "bob", topic)) {
            assertNext(events, "bob", true);
          }
          assertNext(events, "bob", false);
        }
      }
      assertNext(events, "ada", false);
      for (int node : List.of(0, 1)) {
        awaitConnections(node, topic, 0, 0);
      }
    }
  }

  @Test
  @Order(2)
  void theUsersOfANodeThatStopsLeaveOnceAndTheOthersStay() throws Exception {
    String topic = "chat.stop";
    try (UpdateReader events = events(0, topic);
        UpdateReader stays = read(0, "bob", topic)) {
      assertNext(events, "bob", true);
      UpdateReader leaves = read(1, "ada", topic);
      assertNext(events, "ada", true);

      nodes.stop(1);

      assertNext(events, "ada", false);
      nodes.awaitReady(0, 1);
      awaitConnections(0, topic, 1, 1);
      try (UpdateReader next = read(0, "cy", topic)) {
        assertNext(events, "cy", true);
      }
      leaves.close();
    }
  }
}
