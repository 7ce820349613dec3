package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.auth.TestSigner;
import io.feedhorn.client.BridgeReader;
import io.feedhorn.client.ClientOptions;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.ReceivedUpdate;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Presence on one node, over every transport. Its times pass only by the clock of the test. */
@Timeout(120)
@SuppressWarnings("try") // An open connection makes its user present; nothing else is done with it.
class PresenceIT {
  private static RunningServer server;
  private final List<FeedhornClient> clients = new ArrayList<>();

  @BeforeAll
  static void startServer() {
    server = RunningServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @AfterEach
  void closeClients() {
    clients.forEach(FeedhornClient::close);
  }

  private static String token(JsonObject claims) {
    return TestSigner.unsigned(claims);
  }

  /** Returns a client of a user; of none if it is empty. */
  private FeedhornClient client(String user) {
    ClientOptions options = ClientOptions.of(URI.create(server.address()));
    FeedhornClient client =
        new FeedhornClient(
            server.vertx(),
            user.isEmpty() ? options : options.token(token(new JsonObject().put("sub", user))));
    clients.add(client);
    return client;
  }

  private static JsonObject presence(String topic) {
    HttpResponse<String> answer = server.http().get("/v1/presence/" + topic);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body());
  }

  private static void awaitConnections(String topic, int connections) {
    await().until(() -> presence(topic).getInteger("connections") == connections);
  }

  private static void passAllTimes() {
    server.pass(ServerSetup.PRESENCE.grace().plus(ServerSetup.PRESENCE.lease()));
  }

  private static ReceivedUpdate next(UpdateReader reader) {
    return Objects.requireNonNull(reader.poll(TransportUnderTest.TIMEOUT));
  }

  private static void assertJoined(ReceivedUpdate update, String topic, String user) {
    assertThat(update.topic()).isEqualTo("sys.presence." + topic + "." + user);
    assertThat(new JsonObject(update.data()))
        .isEqualTo(new JsonObject().put("topic", topic).put("user", user));
  }

  private static void assertLeft(ReceivedUpdate update, String topic, String user) {
    assertThat(update.topic()).isEqualTo("sys.presence." + topic + "." + user);
    assertThat(update.isDeletion()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aUserWithTwoConnectionsJoinsOnceAndLeavesOnce(Transport transport) {
    String topic = server.presenceFeed() + ".room";
    FeedhornClient ada = client("ada");
    try (UpdateReader events =
        client("").open(transport, ReadRequest.of("sys.presence." + topic + ".*"))) {
      UpdateReader first = ada.open(transport, ReadRequest.of(topic));
      assertJoined(next(events), topic, "ada");
      UpdateReader second = ada.open(transport, ReadRequest.of(topic));
      awaitConnections(topic, transport.isPush() ? 2 : 1);

      first.close();
      second.close();
      if (!transport.isPush()) {
        passAllTimes();
      }
      awaitConnections(topic, 0);
      assertThat(presence(topic).getInteger("count")).isEqualTo(1);
      passAllTimes();
      assertLeft(next(events), topic, "ada");

      try (UpdateReader other = client("bob").open(transport, ReadRequest.of(topic))) {
        assertJoined(next(events), topic, "bob");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLateReaderOfPresenceGetsWhoIsPresent(Transport transport) {
    String topic = server.presenceFeed() + ".room";
    try (UpdateReader reader = client("ada").open(transport, ReadRequest.of(topic))) {
      await().until(() -> presence(topic).getJsonArray("members").size() == 1);
      try (UpdateReader events =
          client("").open(transport, ReadRequest.of("sys.presence." + topic + ".*"))) {
        assertJoined(next(events), topic, "ada");
      }
    }
  }

  @Test
  void aUserWhoMovesToAnotherTransportWithinTheGraceNeitherLeavesNorJoins() {
    String topic = server.presenceFeed() + ".room";
    FeedhornClient ada = client("ada");
    try (UpdateReader events =
        client("").open(Transport.SSE, ReadRequest.of("sys.presence." + topic + ".*"))) {
      for (Transport transport : List.of(Transport.WEBSOCKET, Transport.SSE, Transport.SOCKJS)) {
        try (UpdateReader reader = ada.open(transport, ReadRequest.of(topic))) {
          awaitConnections(topic, 1);
        }
        awaitConnections(topic, 0);
      }
      try (UpdateReader reader = ada.open(Transport.EVENT_BUS, ReadRequest.of(topic));
          UpdateReader other = client("bob").open(Transport.SSE, ReadRequest.of(topic))) {
        assertJoined(next(events), topic, "ada");
        assertJoined(next(events), topic, "bob");
      }
    }
  }

  @Test
  void aConnectionThatBreaksOffIsLeft() {
    String topic = server.presenceFeed() + ".room";
    String authorization = "Authorization: Bearer " + token(new JsonObject().put("sub", "ada"));
    try (UpdateReader events =
        client("").open(Transport.WEBSOCKET, ReadRequest.of("sys.presence." + topic + ".*"))) {
      try (RawWebSocketClient socket =
          RawWebSocketClient.open(server.port(), "/v1/ws", authorization)) {
        subscribe(socket, topic);
        assertJoined(next(events), topic, "ada");
      }
      awaitConnections(topic, 0);
      passAllTimes();
      assertLeft(next(events), topic, "ada");
    }
  }

  private static void subscribe(RawWebSocketClient socket, String... topics) {
    JsonArray list = new JsonArray(List.of(topics));
    socket.send(
        new JsonObject().put("type", "subscribe").put("id", 1).put("topics", list).encode());
  }

  @Test
  void anotherTokenOnAConnectionIsAnotherUser() {
    String topic = server.presenceFeed() + ".room";
    try (RawWebSocketClient socket = RawWebSocketClient.open(server.port(), "/v1/ws")) {
      subscribe(socket, topic);
      await().until(() -> presence(topic).getInteger("anonymous") == 1);
      for (String user : List.of("ada", "bob")) {
        socket.send(
            new JsonObject()
                .put("type", "auth")
                .put("id", user)
                .put("token", token(new JsonObject().put("sub", user).put("name", "A " + user)))
                .encode());
        await().until(() -> members(topic).contains(user + " A " + user + " 1"));
      }
      assertThat(members(topic)).containsExactly("ada A ada 0", "bob A bob 1");
      assertThat(presence(topic).getInteger("anonymous")).isZero();

      socket.send(
          new JsonObject()
              .put("type", "unsubscribe")
              .put("id", 4)
              .put("topics", new JsonArray().add(topic))
              .encode());
      awaitConnections(topic, 0);
    }
  }

  private static List<String> members(String topic) {
    return presence(topic).getJsonArray("members").stream()
        .map(JsonObject.class::cast)
        .map(
            each ->
                each.getString("user")
                    + " "
                    + each.getString("name")
                    + " "
                    + each.getInteger("connections"))
        .toList();
  }

  @Test
  void aTokenInAMessageOfTheBridgeNamesTheUser() {
    String topic = server.presenceFeed() + ".room";
    try (RawWebSocketClient socket =
        RawWebSocketClient.open(server.port(), "/eventbus/websocket")) {
      String bearer = "Bearer " + token(new JsonObject().put("sub", "ada"));
      socket.send(
          BridgeReader.message("register", topic)
              .put("headers", new JsonObject().put("Authorization", bearer))
              .encode());
      await().until(() -> members(topic).equals(List.of("ada null 1")));
    }
  }

  @Test
  void clientsWithoutAUserAreCountedOnly() {
    String topic = server.presenceFeed() + ".room";
    FeedhornClient nobody = client("");
    try (UpdateReader first = nobody.open(Transport.SSE, ReadRequest.of(topic));
        UpdateReader second = nobody.open(Transport.EVENT_BUS, ReadRequest.of(topic));
        UpdateReader poll = nobody.open(Transport.SHORT_POLLING, ReadRequest.of(topic));
        UpdateReader all = nobody.open(Transport.SSE, ReadRequest.of(topic.replace("room", "*")))) {
      awaitConnections(topic, 2);
      JsonObject presence = presence(topic);
      assertThat(presence.getInteger("count")).isZero();
      assertThat(presence.getInteger("anonymous")).isEqualTo(2);
      assertThat(presence.getJsonArray("members")).isEmpty();
      String snapshot = "/v1/topics/sys.presence." + topic + ".$anonymous";
      await()
          .until(
              () -> {
                // A higher number is published at most once a second.
                server.pass(Duration.ofSeconds(1));
                return server.http().get(snapshot).body().contains("\"anonymous\":2}");
              });
    }
  }

  @Test
  void usersBeyondTheMaximumAreCountedButNotListed() {
    String topic = server.presenceFeed() + ".room";
    List<UpdateReader> readers = new ArrayList<>();
    int max = ServerSetup.PRESENCE.members();
    try {
      for (int user = 0; user <= max; user++) {
        readers.add(client("u" + user).open(Transport.WEBSOCKET, ReadRequest.of(topic)));
        int joined = user + 1;
        await().until(() -> presence(topic).getInteger("count") == joined);
      }
      JsonObject presence = presence(topic);
      assertThat(presence.getJsonArray("members")).hasSize(max);
      assertThat(presence.getBoolean("more")).isTrue();
      assertThat(presence.getInteger("connections")).isEqualTo(max + 1);
      JsonObject count =
          new JsonObject(server.http().get("/v1/presence/" + topic + "?count=true").body());
      // The cursor is that of all presence, which other users may have moved in the meantime.
      List.of("members", "more", "cursor").forEach(presence::remove);
      count.remove("cursor");
      assertThat(count).isEqualTo(presence);
    } finally {
      readers.forEach(UpdateReader::close);
    }
  }

  @Test
  void aFeedWithoutPresenceSaysSo() {
    String topic = server.latestFeed() + ".room";
    HttpResponse<String> answer = server.http().get("/v1/presence/" + topic);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("feeds." + topic.replace(".room", "") + ".presence");
    assertThat(server.http().get("/v1/presence/nothing").statusCode()).isEqualTo(400);
  }
}
