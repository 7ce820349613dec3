package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Updates after a reader's cursor that are acknowledged one by one. */
class ReaderMarksIT {
  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<String> acknowledge(String reader, JsonObject body) {
    return server.http().post("/v1/readers/" + reader + "/ack", body.encode());
  }

  private static JsonObject state(String reader) {
    return new JsonObject(server.http().get("/v1/readers/" + reader).body());
  }

  /** Publishes five updates on a topic with a reader of the same name, and returns the cursors. */
  private static List<String> subscribed(String topic) {
    assertThat(server.http().get("/v1/updates?topics=" + topic + "&reader=" + topic).statusCode())
        .isEqualTo(200);
    return IntStream.rangeClosed(1, 5)
        .mapToObj(n -> server.publish(topic, Integer.toString(n)).cursor())
        .toList();
  }

  private static JsonObject read(String... cursors) {
    return new JsonObject().put("read", new JsonArray(List.of(cursors)));
  }

  @Test
  void marksLowerTheCountAndMoveWithTheCursor() {
    String topic = server.everyFeed() + ".a";
    List<String> cursors = subscribed(topic);

    JsonObject marked =
        new JsonObject(acknowledge(topic, read(cursors.get(1), cursors.get(3))).body());

    assertThat(marked.getJsonArray("read")).containsExactly(cursors.get(1), cursors.get(3));
    assertThat(marked.getJsonObject("unread").getLong(topic)).isEqualTo(3);
    assertThat(marked.getString("cursor")).isEqualTo("earliest");

    JsonObject moved =
        new JsonObject(acknowledge(topic, new JsonObject().put("cursor", cursors.get(2))).body());

    assertThat(moved.getJsonArray("read")).containsExactly(cursors.get(3));
    assertThat(moved.getJsonObject("unread").getLong(topic)).isEqualTo(1);
    assertThat(state(topic)).isEqualTo(moved);

    acknowledge(topic, read(cursors.get(4)).put("cursor", cursors.get(3)));
    assertThat(state(topic).getJsonObject("unread").getLong(topic)).isZero();
    acknowledge(topic, new JsonObject().put("cursor", cursors.get(4)));
    assertThat(state(topic).containsKey("read")).isFalse();
  }

  @Test
  void aMarkIsCountedOnceAndNotMovedBack() {
    String topic = server.everyFeed() + ".a";
    List<String> cursors = subscribed(topic);

    acknowledge(topic, read(cursors.get(4)));
    acknowledge(topic, read(cursors.get(4)));
    assertThat(state(topic).getJsonObject("unread").getLong(topic)).isEqualTo(4);

    acknowledge(topic, new JsonObject().put("cursor", cursors.get(2)));
    acknowledge(topic, read(cursors.get(0)));
    assertThat(state(topic).getJsonArray("read")).containsExactly(cursors.get(4));
    assertThat(state(topic).getJsonObject("unread").getLong(topic)).isEqualTo(1);
  }

  @Test
  void marksArePublishedForOtherDevices() {
    String topic = server.everyFeed() + ".a";
    List<String> cursors = subscribed(topic);

    acknowledge(topic, read(cursors.get(1)));

    JsonObject move = new JsonObject(server.http().get("/v1/topics/sys.readers." + topic).body());
    assertThat(move.getJsonObject("data").getJsonArray("read")).containsExactly(cursors.get(1));
  }

  /** Another topic's updates are between those of the reader's. */
  @Test
  void aMarkCountsForItsOwnTopicAlone() {
    String feed = server.everyFeed();
    String name = feed + ".reader";
    server.http().get("/v1/updates?topics=" + feed + ".a," + feed + ".b&reader=" + name);
    server.publish(feed + ".a", "1");
    String other = server.publish(feed + ".b", "2").cursor();
    server.publish(feed + ".a", "3");

    acknowledge(name, read(other));

    assertThat(state(name).getJsonObject("unread").getMap())
        .containsEntry(feed + ".a", 2)
        .containsEntry(feed + ".b", 0);
  }

  /** Each is looked for in up to 1,000 topics, and other readers wait meanwhile. */
  @Test
  void aRequestHasABoundedNumberOfMarks() {
    String topic = server.everyFeed() + ".a";
    String cursor = subscribed(topic).get(4);
    JsonArray marks = new JsonArray();
    for (int i = 0; i < 1_500; i++) {
      marks.add(cursor);
    }
    assertThat(acknowledge(topic, new JsonObject().put("read", marks)).statusCode()).isEqualTo(200);

    HttpResponse<String> answer =
        acknowledge(topic, new JsonObject().put("read", marks.add(cursor)));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains("\"code\":\"bad_request\"", "'read' has 1501 positions", "1500");
  }

  @Test
  void tooManyMarksAreRefusedAndChangeNothing() {
    String feed = server.everyFeed();
    String name = feed + ".reader";
    server.http().get("/v1/updates?topics=" + feed + ".*&reader=" + name);
    String first = server.publish(feed + ".t0", "0").cursor();
    String epoch = first.split(":", -1)[1];
    JsonArray marks = new JsonArray().add(first);
    for (int offset = 2; offset <= 501; offset++) {
      server.publish(feed + ".t" + offset, "0");
      marks.add(feed + ":" + epoch + ":" + offset);
    }
    acknowledge(name, read(first));

    HttpResponse<String> answer = acknowledge(name, new JsonObject().put("read", marks));

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("too_many");
    assertThat(state(name).getJsonArray("read")).containsExactly(first);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"read\":\"notify:abcd:1\"}",
        "{\"read\":[1]}",
        "{\"read\":[\"nonsense\"]}",
        "{\"read\":[\"a:abcd:1,b:abcd:1\"]}",
        "{}"
      })
  void badMarksAreRefusedWithTheReason(String body) {
    HttpResponse<String> answer = server.http().post("/v1/readers/bad/ack", body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new JsonObject(answer.body()).getString("detail")).isNotBlank();
  }
}
