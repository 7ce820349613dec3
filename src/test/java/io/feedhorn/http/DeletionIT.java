package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.log.FeedOptions;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.publish.Publisher;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code DELETE /v1/topics/{topic}} and what is left of a topic. */
@Timeout(60)
class DeletionIT {
  private static RunningServer server;

  @BeforeAll
  static void start() {
    FeedOptions idle =
        new FeedOptions(
            DeliveryMode.LATEST, 10, Duration.ofMinutes(10), "no-cache", false, Duration.ofDays(1));
    server = RunningServer.with(ServerSetup.DEFAULT.defaultFeed(idle));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<String> get(String path) {
    return server.http().get(path);
  }

  private static HttpResponse<String> delete(String topic, String... headers) {
    return server.http().exchange("DELETE", "/v1/topics/" + topic, null, headers);
  }

  @Test
  void aDeletedTopicIsNotFoundAndInNoList() {
    String feed = server.latestFeed();
    server.publish(feed + ".a", "1");
    server.publish(feed + ".b", "2");
    ReceiptAssert deletion = server.delete(feed + ".a");

    assertThat(deletion.seq()).isEqualTo(2);
    ProblemAssert.assertProblem(get("/v1/topics/" + feed + ".a"), 404, "not_found");
    assertThat(get("/v1/topics?match=" + feed + ".*").body())
        .contains(feed + ".b")
        .doesNotContain(feed + ".a");
    assertThat(get("/v1/updates?topics=" + feed + ".*").body()).doesNotContain(feed + ".a");
    assertThat(server.publish(feed + ".a", "3").seq()).isEqualTo(3);
    assertThat(get("/v1/topics/" + feed + ".a").statusCode()).isEqualTo(200);
  }

  @Test
  void historyHoldsTheDeletion() {
    String topic = server.latestFeed() + ".a";
    String first = server.publish(topic, "1").update("1");
    String deletion = server.delete(topic).deletion();

    HttpResponse<String> history = get("/v1/topics/" + topic + "/history");
    assertThat(history.statusCode()).isEqualTo(200);
    assertThat(history.body()).endsWith("\"updates\":[" + first + "," + deletion + "]}");
  }

  @Test
  void onlyATopicThatIsThereCanBeDeleted() {
    String feed = server.latestFeed();
    ProblemAssert.assertProblem(delete(feed + ".a"), 404, "not_found");
    server.publish(feed + ".a", "1");
    server.delete(feed + ".a");
    ProblemAssert.assertProblem(delete(feed + ".a"), 404, "not_found");
    ProblemAssert.assertProblem(delete(feed), 400, "bad_topic");
    ProblemAssert.assertProblem(delete("sys.a"), 403, "forbidden");
    ProblemAssert.assertProblem(delete(feed + ".a?x=1"), 400, "bad_request");
  }

  @Test
  void anIdempotencyKeyAnswersWithTheFirstDeletion() {
    String topic = server.latestFeed() + ".a";
    server.publish(topic, "1");
    String first = delete(topic, "Idempotency-Key", "d1").body();
    server.publish(topic, "2");

    assertThat(delete(topic, "Idempotency-Key", "d1").body()).isEqualTo(first);
    assertThat(get("/v1/topics/" + topic).statusCode()).isEqualTo(200);
  }

  @Test
  void aVerticleDeletesATopic() {
    String topic = server.latestFeed() + ".a";
    server.publish(topic, "1");
    Publisher publisher = Publisher.on(server.vertx());
    JsonObject receipt = await(publisher.delete(topic));

    assertThat(receipt.fieldNames()).containsExactly("topic", "offset", "seq", "cursor", "ts");
    assertThat(receipt.getLong("seq")).isEqualTo(2);
    assertThatThrownBy(() -> await(publisher.delete(topic))).hasMessageContaining("not_found: ");
    Future<?> malformed =
        server.vertx().eventBus().request("feedhorn.delete", new JsonObject().put("a", 1));
    assertThatThrownBy(() -> await(malformed)).hasMessageContaining("bad_request: ");
  }

  @Test
  void unreadUpdatesEndWithTheTopic() {
    String feed = server.latestFeed();
    String topic = feed + ".a";
    server.publish(topic, "1");
    String reader = "deleted-" + feed;
    server.http().get("/v1/updates?topics=" + topic + "&reader=" + reader);
    server.publish(topic, "2");
    server.delete(topic);
    assertThat(unread(reader)).isEqualTo("{}");
    server.publish(topic, "3");
    assertThat(unread(reader)).isEqualTo("{\"" + topic + "\":1}");
  }

  private static String unread(String reader) {
    return new JsonObject(get("/v1/readers/" + reader).body()).getJsonObject("unread").encode();
  }

  @Test
  void anIdleTopicIsDeleted() {
    ReceiptAssert idle = server.publish("idle.a", "1");
    server.pass(Duration.ofHours(23));
    server.publish("idle.b", "2");
    server.pass(Duration.ofHours(2));

    Awaitility.await()
        .atMost(50, TimeUnit.SECONDS)
        .until(() -> get("/v1/topics/idle.a").statusCode() == 404);
    assertThat(get("/v1/topics/idle.b").statusCode()).isEqualTo(200);
    assertThat(get("/v1/updates?topics=idle.*&since=" + idle.cursor()).body())
        .contains("\"topic\":\"idle.a\",\"offset\":3,\"seq\":2,");
  }

  @Test
  void aTopicThatIsRemovedIsNotSaidToBeNew() {
    String topic = server.latestFeed() + ".a";
    server.publish(topic, "1");
    server.delete(topic);
    assertThat(get("/v1/topics/" + topic).body()).contains("The topic '" + topic + "' is deleted.");
    server.pass(Duration.ofHours(2));

    Awaitility.await()
        .atMost(50, TimeUnit.SECONDS)
        .untilAsserted(
            () ->
                assertThat(get("/v1/topics/" + topic).body())
                    .contains("nothing was published on it, or it is deleted."));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(50, TimeUnit.SECONDS).join();
  }
}
