package io.feedhorn.http;

import static io.feedhorn.http.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.client.ClientOptions;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.ReceivedUpdate;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /v1/readers}: the cursor, the unread updates and the moves of readers. */
@Timeout(60)
class ReadersIT {
  private static final Duration PATIENCE = Duration.ofSeconds(50);

  private static RunningServer server;
  private static FeedhornClient client;

  @BeforeAll
  static void startServer() {
    server = RunningServer.start();
    client = new FeedhornClient(server.vertx(), ClientOptions.of(URI.create(server.address())));
  }

  @AfterAll
  static void stopServer() {
    client.close();
    server.close();
  }

  /** Subscribes a reader to patterns and leaves, so that it exists. */
  private static void subscribe(String reader, String... patterns) {
    client.open(Transport.WEBSOCKET, ReadRequest.of(patterns).reader(reader)).close();
  }

  private static JsonObject status(String reader) {
    HttpResponse<String> answer = server.http().get("/v1/readers/" + reader);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    return new JsonObject(answer.body());
  }

  @Test
  void aReaderWithoutAPositionIsToldNoStart() {
    HttpResponse<String> poll =
        server.http().get("/v1/updates?topics=sys.readers.positionless&reader=positionless");

    assertThat(poll.statusCode()).as(poll.body()).isEqualTo(200);
    assertThat(new JsonObject(poll.body()).containsKey("from")).as(poll.body()).isFalse();
  }

  private static long unread(String reader, String topic) {
    return status(reader).getJsonObject("unread").getLong(topic);
  }

  private static HttpResponse<String> ack(String reader, String cursor) {
    return server
        .http()
        .post(
            "/v1/readers/" + reader + "/ack",
            new JsonObject().put("cursor", cursor).encode(),
            "Content-Type",
            "application/json");
  }

  @Test
  void aNewReaderHasReadNothingThatHistoryHolds() {
    String feed = server.everyFeed();
    server.publish(feed + ".a", "1");
    server.publish(feed + ".a", "2");
    server.publish(feed + ".b", "3");
    subscribe("new." + feed, feed + ".*");

    assertThat(status("new." + feed))
        .isEqualTo(
            new JsonObject()
                .put("reader", "new." + feed)
                .put("cursor", "earliest")
                .put("unread", new JsonObject().put(feed + ".a", 2).put(feed + ".b", 1))
                .put("topics", new JsonArray().add(feed + ".*"))
                .put("durable", false));
  }

  @Test
  void unreadAreTheUpdatesAfterTheCursorOfEachTopic() {
    String feed = server.everyFeed();
    subscribe("count." + feed, feed + ".a", feed + ".b");
    String middle = "";
    for (int i = 0; i < 10; i++) {
      String cursor = server.publish(feed + ".a", "1").cursor();
      middle = i == 5 ? cursor : middle;
      server.publish(feed + ".b", "1");
      server.publish(feed + ".other", "1");
    }

    HttpResponse<String> moved = ack("count." + feed, middle);

    assertThat(moved.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(moved.body())).isEqualTo(status("count." + feed));
    assertThat(status("count." + feed).getString("cursor")).isEqualTo(middle);
    assertThat(status("count." + feed).getJsonObject("unread"))
        .isEqualTo(new JsonObject().put(feed + ".a", 4).put(feed + ".b", 5));
    server.publish(feed + ".b", "1");
    assertThat(unread("count." + feed, feed + ".b")).isEqualTo(6);
  }

  @Test
  void theCountIsExactWhenHistoryHasLostTheAcknowledgedUpdate() {
    String feed = server.shortHistoryFeed();
    subscribe("gone." + feed, feed + ".*");
    server.publish(feed + ".a", "1");
    server.publish(feed + ".b", "1");
    server.publish(feed + ".a", "2");
    String acknowledged = server.publish(feed + ".b", "2").cursor();
    ack("gone." + feed, acknowledged);
    for (int i = 0; i < 5 * ServerSetup.SHORT_HISTORY_SIZE; i++) {
      server.publish(feed + ".a", "3");
    }
    for (int i = 0; i < 7 * ServerSetup.SHORT_HISTORY_SIZE; i++) {
      server.publish(feed + ".b", "3");
    }

    assertThat(status("gone." + feed).getJsonObject("unread"))
        .isEqualTo(
            new JsonObject()
                .put(feed + ".a", 5 * ServerSetup.SHORT_HISTORY_SIZE)
                .put(feed + ".b", 7 * ServerSetup.SHORT_HISTORY_SIZE));
  }

  @Test
  void updatesThatWereGoneBeforeTheReaderExistedDoNotCount() {
    String feed = server.shortHistoryFeed();
    for (int i = 0; i < 10 * ServerSetup.SHORT_HISTORY_SIZE; i++) {
      server.publish(feed + ".a", "1");
    }
    subscribe("late." + feed, feed + ".a");
    assertThat(unread("late." + feed, feed + ".a")).isEqualTo(ServerSetup.SHORT_HISTORY_SIZE);

    for (int i = 0; i < 10; i++) {
      server.publish(feed + ".a", "1");
    }
    assertThat(unread("late." + feed, feed + ".a")).isEqualTo(ServerSetup.SHORT_HISTORY_SIZE + 10);
  }

  @Test
  void theCursorMovesForwardOnlyAndInEachFeedByItself() {
    String first = server.everyFeed() + ".a";
    String second = server.everyFeed() + ".a";
    subscribe("forward." + first, first, second);
    String old = server.publish(first, "1").cursor();
    String newer = server.publish(first, "2").cursor();
    String other = server.publish(second, "3").cursor();
    ack("forward." + first, newer);

    assertThat(new JsonObject(ack("forward." + first, old).body()).getString("cursor"))
        .isEqualTo(newer);
    assertThat(
            new JsonObject(ack("forward." + first, old + "," + other).body())
                .getString("cursor")
                .split(","))
        .containsExactlyInAnyOrder(newer, other);
  }

  @Test
  void aCursorOfALogThatIsOverMovesNothing() {
    String topic = server.everyFeed() + ".a";
    subscribe("over." + topic, topic);
    String cursor = server.publish(topic, "1").cursor();
    String over = cursor.replaceFirst(":[a-z0-9]+:", ":0ther0epoch:");

    assertThat(new JsonObject(ack("over." + topic, over).body()).getString("cursor"))
        .isEqualTo("earliest");
    ack("over." + topic, cursor);
    assertThat(new JsonObject(ack("over." + topic, over).body()).getString("cursor"))
        .isEqualTo(cursor);
  }

  @Test
  void everyReturnedCursorCanBeAcknowledgedAndRead() {
    String topic = server.everyFeed() + ".a";
    subscribe("back." + topic, topic);
    String first = server.publish(topic, "1").update("1");
    String cursor = status("back." + topic).getString("cursor");

    assertThat(ack("back." + topic, cursor).statusCode()).isEqualTo(200);
    assertThat(server.http().get("/v1/updates?topics=" + topic + "&since=" + cursor).body())
        .contains(first);
  }

  @Test
  void anAcknowledgementCreatesTheReader() {
    String topic = server.everyFeed() + ".a";
    String cursor = server.publish(topic, "1").cursor();

    assertThat(ack("created." + topic, cursor).statusCode()).isEqualTo(200);

    assertThat(status("created." + topic).getString("cursor")).isEqualTo(cursor);
  }

  @Test
  void aCursorThatWasNotReceivedIsRefused() {
    String topic = server.everyFeed() + ".a";
    subscribe("future." + topic, topic);
    String cursor = server.publish(topic, "1").cursor();
    String stranger = server.publish(server.everyFeed() + ".a", "1").cursor();

    assertProblem(ack("future." + topic, cursor.replaceAll(":1$", ":2")), 400, "bad_cursor");
    assertProblem(ack("future." + topic, stranger), 400, "bad_cursor");
    assertProblem(ack("future." + topic, "nonsense"), 400, "bad_cursor");
    assertThat(status("future." + topic).getString("cursor")).isEqualTo("earliest");
    assertThat(server.http().get("/v1/readers/never." + topic).statusCode()).isEqualTo(404);
    assertProblem(ack("never." + topic, cursor.replaceAll(":1$", ":2")), 400, "bad_cursor");
    assertThat(server.http().get("/v1/readers/never." + topic).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"cursor\":7}", "[]", "7"})
  void aBodyThatIsNoAcknowledgementIsRefused(String body) {
    assertProblem(
        server.http().post("/v1/readers/r/ack", body, "Content-Type", "application/json"),
        400,
        "bad_request");
  }

  @Test
  void theErrorOfAnEmptyAcknowledgementNamesBothMembers() {
    HttpResponse<String> answer =
        server.http().post("/v1/readers/r/ack", "{}", "Content-Type", "application/json");

    assertThat(new JsonObject(answer.body()).getString("detail"))
        .isEqualTo("'cursor', a string, or 'read', a list of strings, is missing.");
  }

  @Test
  void otherRefusalsAreThoseOfTheContract() {
    assertProblem(server.http().get("/v1/readers/nobody"), 404, "not_found");
    assertProblem(server.http().exchange("DELETE", "/v1/readers/nobody", null), 404, "not_found");
    assertProblem(server.http().get("/v1/readers/a..b"), 400, "bad_request");
    assertProblem(server.http().get("/v1/readers/a%20b"), 400, "bad_request");
    assertProblem(server.http().get("/v1/readers/" + "x".repeat(189)), 400, "bad_request");
    assertProblem(server.http().get("/v1/readers/" + "x".repeat(188)), 404, "not_found");
    assertProblem(
        server.http().post("/v1/readers/r/ack", "{", "Content-Type", "application/json"),
        400,
        "bad_json");
    HttpResponse<String> method = server.http().post("/v1/readers/r", "{}");
    assertProblem(method, 405, "method_not_allowed");
    assertThat(method.headers().firstValue("Allow")).hasValue("GET, HEAD, DELETE");
    assertProblem(server.http().get("/v1/readers/r/ack"), 405, "method_not_allowed");
    assertProblem(server.http().get("/v1/readers/r?x=1"), 400, "bad_request");
  }

  @Test
  void everyDeviceSeesAMove() {
    String topic = server.everyFeed() + ".a";
    String name = "moves." + topic;
    subscribe(name, topic);
    String cursor = server.publish(topic, "1").cursor();
    server.publish(topic, "2");

    try (UpdateReader device = client.open(Transport.SSE, ReadRequest.of("sys.readers." + name))) {
      JsonObject status = new JsonObject(ack(name, cursor).body());
      ReceivedUpdate move = Objects.requireNonNull(device.poll(PATIENCE));

      assertThat(move.topic()).isEqualTo("sys.readers." + name);
      assertThat(new JsonObject(move.data())).isEqualTo(status);
      assertThat(status.getJsonObject("unread")).isEqualTo(new JsonObject().put(topic, 1));
      ack(name, cursor);
      server.publish(topic, "3");
      String third = server.publish(topic, "4").cursor();
      ack(name, third);
      ReceivedUpdate next = Objects.requireNonNull(device.poll(PATIENCE));
      assertThat(next.seq()).isEqualTo(2);
      assertThat(new JsonObject(next.data()).getString("cursor")).isEqualTo(third);
    }
  }

  @Test
  void aReaderOfItsOwnMovesDoesNotAcknowledgeThem() {
    String topic = server.everyFeed() + ".a";
    String name = "own." + topic;
    String cursor = server.publish(topic, "1").cursor();
    ack(name, cursor);
    try (UpdateReader device =
        client.open(
            Transport.WEBSOCKET, ReadRequest.of(topic, "sys.readers." + name).reader(name))) {
      ReceivedUpdate move = Objects.requireNonNull(device.poll(PATIENCE));
      assertThat(move.topic()).isEqualTo("sys.readers." + name);

      assertThat(client.acknowledge(name, device.cursor())).isEqualTo(cursor);
    }
  }

  @Test
  void aRemovedReaderStartsAgain() {
    String topic = server.everyFeed() + ".a";
    String name = "removed." + topic;
    String first = server.publish(topic, "1").update("1");
    ack(name, server.publish(topic, "2").cursor());

    HttpResponse<String> removed = server.http().exchange("DELETE", "/v1/readers/" + name, null);

    assertThat(removed.statusCode()).isEqualTo(204);
    assertProblem(server.http().get("/v1/readers/" + name), 404, "not_found");
    try (UpdateReader reader =
        client.open(Transport.WEBSOCKET, ReadRequest.of(topic).reader(name))) {
      assertThat(Objects.requireNonNull(reader.poll(PATIENCE)).text()).isEqualTo(first);
    }
  }

  @Test
  void theTopicOfARemovedReaderEndsWithAMoveThatItsDevicesSee() {
    String topic = server.everyFeed() + ".a";
    String name = "ended." + topic;
    String moves = "sys.readers." + name;
    String cursor = server.publish(topic, "1").cursor();
    ack(name, cursor);
    String before = poll(moves, "").getString("cursor");
    try (UpdateReader device = client.open(Transport.SSE, ReadRequest.of(moves))) {
      assertThat(Objects.requireNonNull(device.poll(PATIENCE)).seq()).isEqualTo(1);
      server.http().exchange("DELETE", "/v1/readers/" + name, null);

      ReceivedUpdate end = Objects.requireNonNull(device.poll(PATIENCE));
      assertThat(new JsonObject(end.data()).getString("cursor")).isEqualTo("earliest");
      ReceivedUpdate deletion = Objects.requireNonNull(device.poll(PATIENCE));
      assertThat(deletion.isDeletion()).isTrue();
      assertProblem(server.http().get("/v1/topics/" + moves), 404, "not_found");
      assertThat(server.http().get("/v1/topics?match=" + moves).body()).contains("\"topics\":[]");
      assertThat(poll(moves, "").getJsonArray("updates")).isEmpty();
      JsonObject missed = poll(moves, "&since=" + before);
      assertThat(missed.getJsonArray("updates"))
          .isEqualTo(
              new JsonArray().add(new JsonObject(end.text())).add(new JsonObject(deletion.text())));
      assertThat(missed.getBoolean("recovered")).isTrue();

      ack(name, cursor);
      ReceivedUpdate again = Objects.requireNonNull(device.poll(PATIENCE));
      assertThat(again.seq()).isEqualTo(4);
      assertThat(server.http().get("/v1/topics/" + moves).body()).isEqualTo(again.text());
    }
  }

  @Test
  void onlyTheServerPublishesOnItsFeed() {
    assertProblem(server.http().post("/v1/topics/sys.readers.alice", "1"), 403, "forbidden");
    assertProblem(server.http().post("/v1/topics/sys.x", "1"), 403, "forbidden");
    HttpResponse<String> lines =
        server
            .http()
            .post(
                "/v1/publish",
                "{\"topic\":\"sys.x\",\"data\":1}",
                "Content-Type",
                "application/x-ndjson");
    assertThat(new JsonObject(lines.body()).getString("code")).isEqualTo("forbidden");
    assertThat(server.http().get("/v1/topics/sys.x").statusCode()).isEqualTo(404);
  }

  @Test
  void aPollOfAReaderIsLimitedLikeOneWithACursor() {
    String topic = server.everyFeed() + ".a";
    for (int i = 0; i < 600; i++) {
      server.publish(topic, "1");
    }
    JsonObject first = poll(topic, "&reader=poll");

    assertThat(first.getJsonArray("updates")).hasSize(500);
    assertThat(first.getBoolean("more")).isTrue();
    assertThat(first.getString("from")).isEqualTo("earliest");
    ack("poll", first.getString("cursor"));
    JsonObject second = poll(topic, "&reader=poll");
    assertThat(second.getJsonArray("updates")).hasSize(100);
    assertThat(second.getString("from")).isEqualTo(first.getString("cursor"));
  }

  private static JsonObject poll(String topic, String query) {
    return new JsonObject(server.http().get("/v1/updates?topics=" + topic + query).body());
  }
}
