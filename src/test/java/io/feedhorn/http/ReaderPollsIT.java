package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.log.LogLimits;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Polls with a reader that has lost updates, on feeds with room for two topics. */
@Timeout(60)
class ReaderPollsIT {
  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = RunningServer.with(ServerSetup.DEFAULT.logLimits(new LogLimits(1_000, 2)));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  /** Acknowledges the only update of a topic, which is then deleted and removed. */
  private static void removeTopic(String feed, String reader) {
    String cursor = server.publish(feed + ".a", "1").cursor();
    poll(feed, reader, "");
    server
        .http()
        .post(
            "/v1/readers/" + reader + "/ack",
            new JsonObject().put("cursor", cursor).encode(),
            "Content-Type",
            "application/json");
    server.delete(feed + ".a");
    server.publish(feed + ".b", "1");
    server.publish(feed + ".c", "1");
    server.delete(feed + ".b");
  }

  @Test
  void aPollWithoutUpdatesWaitsAlsoIfSomeAreGone() {
    String feed = server.everyFeed();
    removeTopic(feed, "gone");

    JsonObject atOnce = new JsonObject(poll(feed, "gone", "").body());
    assertThat(atOnce.getBoolean("recovered")).isFalse();
    assertThat(atOnce.getJsonArray("updates")).isEqualTo(new JsonArray());
    CompletableFuture<HttpResponse<String>> waiting =
        CompletableFuture.supplyAsync(() -> poll(feed, "gone", "&wait=50"));
    await().until(() -> waiting.isDone() || isPollWaiting());
    String update = server.publish(feed + ".a", "2").update("2");

    assertThat(waiting.join().body())
        .contains("\"recovered\":false,\"from\":")
        .endsWith("\"updates\":[" + update + "]}");
  }

  private static HttpResponse<String> poll(String feed, String reader, String query) {
    return server.http().get("/v1/updates?topics=" + feed + ".a&reader=" + reader + query);
  }

  private static boolean isPollWaiting() {
    return server
        .http()
        .get("/metrics")
        .body()
        .contains("feedhorn_connections{transport=\"long-polling\"} 1");
  }
}
