package io.feedhorn.http;

import static io.feedhorn.http.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.log.FeedOptions;
import io.feedhorn.publish.SystemPublisher;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.RecordComponent;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Operators list the feeds, readers and sources of a server without keys. */
@Timeout(60)
class AdminListsIT {
  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = RunningServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static JsonObject get(String path) {
    HttpResponse<String> answer = server.http().get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    return new JsonObject(answer.body());
  }

  private static JsonObject row(String path, String list, String key, String value) {
    return get(path).getJsonArray(list).stream()
        .map(JsonObject.class::cast)
        .filter(each -> value.equals(each.getString(key)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aFeedHasItsSettingsAndItsSize() {
    String feed = server.shortHistoryFeed();
    JsonObject empty = row("/v1/admin/feeds?limit=1000", "feeds", "feed", feed);
    assertThat(empty.getInteger("offset")).isZero();
    for (int i = 0; i < ServerSetup.SHORT_HISTORY_SIZE + 5; i++) {
      server.publish(feed + ".a", "\"12345678\"");
    }

    JsonObject row = row("/v1/admin/feeds?limit=1000", "feeds", "feed", feed);

    assertThat(row.getJsonObject("history").getInteger("size"))
        .isEqualTo(ServerSetup.SHORT_HISTORY_SIZE);
    assertThat(row.getString("epoch")).isEqualTo(empty.getString("epoch"));
    assertThat(row.getInteger("offset")).isEqualTo(ServerSetup.SHORT_HISTORY_SIZE + 5);
    assertThat(row.getInteger("topics")).isEqualTo(1);
    assertThat(row.getInteger("updates")).isEqualTo(ServerSetup.SHORT_HISTORY_SIZE);
    assertThat(row.getInteger("bytes")).isEqualTo(ServerSetup.SHORT_HISTORY_SIZE * 10);
    assertThat(row.getBoolean("durable")).isFalse();
    assertThat(row.getBoolean("configured")).isTrue();
    assertThat(row.containsKey("owner")).isTrue();
    assertThat(row.getValue("owner")).isNull();
  }

  @Test
  void aFeedHasEachOfItsSettings() {
    JsonObject present = row("/v1/admin/feeds?limit=1000", "feeds", "feed", server.presenceFeed());
    JsonObject other =
        row("/v1/admin/feeds?limit=1000", "feeds", "feed", server.shortHistoryFeed());

    assertThat(present.getBoolean("presence")).isTrue();
    assertThat(other.getBoolean("presence")).isFalse();
    assertThat(other.getBoolean("trace")).isFalse();
    for (RecordComponent setting : FeedOptions.class.getRecordComponents()) {
      String name = setting.getName();
      assertThat(other.fieldNames()).contains(name.startsWith("history") ? "history" : name);
    }
  }

  @Test
  void thePagesOfFeedsHaveEachFeedOnce() {
    JsonObject first = get("/v1/admin/feeds?limit=1");
    JsonArray paged = new JsonArray();
    String after = "";
    while (after != null) {
      JsonObject page = get("/v1/admin/feeds?limit=100&after=" + after);
      page.getJsonArray("feeds").forEach(row -> paged.add(((JsonObject) row).getString("feed")));
      after = page.getString("next");
    }

    assertThat(paged).hasSize(first.getInteger("total")).doesNotHaveDuplicates();
    assertThat(first.getValue("store")).isNull();
  }

  @Test
  void aReaderHasItsUnreadUpdates() {
    String topic = server.everyFeed() + ".a";
    String name = "listed." + topic;
    String cursor = server.publish(topic, "1").cursor();
    server.http().get("/v1/updates?topics=" + topic + "&reader=" + name);
    server
        .http()
        .post(
            "/v1/readers/" + name + "/ack",
            new JsonObject().put("cursor", cursor).encode(),
            "Content-Type",
            "application/json");
    server.publish(topic, "2");
    server.publish(topic, "3");

    JsonObject page = get("/v1/admin/readers?prefix=listed.&limit=1");

    assertThat(page.getInteger("total")).isEqualTo(1);
    JsonObject row = page.getJsonArray("readers").getJsonObject(0);
    assertThat(row.getString("reader")).isEqualTo(name);
    assertThat(row.getString("cursor")).isEqualTo(cursor);
    assertThat(row.getInteger("unread")).isEqualTo(2);
    assertThat(row.getJsonArray("topics")).isEqualTo(new JsonArray().add(topic));
    assertThat(row.getLong("used")).isPositive();
  }

  @Test
  void aSourceHasItsStateAndItsLastError() {
    SystemPublisher system = SystemPublisher.on(server.vertx());
    JsonObject state =
        new JsonObject()
            .put("state", "failing")
            .put("type", "sse")
            .put("reason", "no answer")
            .put("messages", 7)
            .put("published", 5)
            .put("unchanged", 1)
            .put("errors", 1)
            .put("lag", 1.5);
    JsonObject error =
        new JsonObject().put("kind", "message").put("reason", "no price").put("message", "{}");
    join(system.publish("sources.rates", state));
    assertThat(row("/v1/admin/sources", "sources", "source", "rates").getValue("lastError"))
        .isNull();
    join(system.publish("sources.rates.errors", error));

    JsonObject row = row("/v1/admin/sources", "sources", "source", "rates");

    assertThat(row.getString("state")).isEqualTo("failing");
    assertThat(row.getString("reason")).isEqualTo("no answer");
    assertThat(row.getDouble("lag")).isEqualTo(1.5);
    assertThat(row.getJsonObject("lastError").getString("reason")).isEqualTo("no price");
    assertThat(row.encode()).doesNotContain("\"message\":\"");
    join(system.delete("sources.rates"));
    assertThat(get("/v1/admin/sources").encode()).doesNotContain("rates");
  }

  private static void join(Future<?> future) {
    future.toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void aSingleServerHasNoCluster() {
    assertThat(get("/v1/admin/cluster"))
        .isEqualTo(new JsonObject().putNull("node").putNull("cluster"));
  }

  @Test
  void invalidQueriesAreRefused() {
    for (String query :
        List.of("feeds?limit=1001", "readers?limit=101", "sources?limit=1", "cluster?x=1")) {
      assertProblem(server.http().get("/v1/admin/" + query), 400, "bad_request");
    }
    assertProblem(
        server.http().get("/v1/admin/readers", "X-Forwarded-For", "::1"), 403, "forbidden");
    assertProblem(server.http().get("/v1/admin/unknown"), 404, "not_found");
  }
}
