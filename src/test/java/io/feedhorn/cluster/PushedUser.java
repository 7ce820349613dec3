package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.push.TestBrowser;
import io.feedhorn.push.TestPushService;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A user of three nodes whose browser gets pushes by a push service of the test. */
final class PushedUser {
  private static final Duration PATIENCE = Duration.ofSeconds(150);
  private static final String TOPIC = "notify.u1";

  private final Vertx vertx = Vertx.vertx();
  private final ThreeNodes nodes;
  private final TestPushService pushService;
  private final TestBrowser browser;

  PushedUser(ThreeNodes nodes) throws Exception {
    this.nodes = nodes;
    this.pushService = new TestPushService(vertx);
    this.browser = new TestBrowser();
  }

  private int post(int node) throws Exception {
    JsonObject subscription =
        browser
            .subscription(pushService.origin() + "/u1")
            .put("topics", new JsonArray().add(TOPIC));
    return nodes.post(node, "/v1/push", subscription.encode()).statusCode();
  }

  /** Subscribes on a node. */
  void subscribe(int node) {
    Awaitility.await("subscription on node " + node)
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> post(node) / 100 == 2);
  }

  /** Asserts that a node knows the subscription. */
  void assertSubscribed(int node) throws Exception {
    Awaitility.await("subscription on node " + node)
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> nodes.get(node, "/metrics").body().contains("feedhorn_push_subscriptions 1.0"));
    assertThat(post(node)).isEqualTo(200);
  }

  /** Publishes a notification and asserts that it is the next push, and the only one. */
  void assertPushed(int node, String title) throws Exception {
    publish(node, title);
    assertThat(next()).isEqualTo(title);
    assertThat(pushService.waiting()).isZero();
  }

  /** Publishes a notification whose push is not answered. */
  void hold(String title) throws Exception {
    pushService.holdNext();
    publish(nodes.anyRunning(), title);
    assertThat(next()).isEqualTo(title);
  }

  /** Waits for the push of a notification. Those before may come again when a sender dies. */
  void awaitPushed(String title) throws Exception {
    String next = next();
    while (!next.equals(title)) {
      next = next();
    }
  }

  private String next() throws Exception {
    JsonObject update = new JsonObject(browser.decrypt(pushService.next().body()));
    return update.getJsonObject("data").getString("title");
  }

  /** Publishes a notification. */
  void publish(int node, String title) {
    String value = new JsonObject().put("title", title).encode();
    Awaitility.await("publish " + title + " on node " + node)
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              HttpResponse<String> answer =
                  nodes.post(node, "/v1/topics/" + TOPIC, value, "Idempotency-Key", title);
              return answer.statusCode() / 100 == 2;
            });
  }

  void close() throws Exception {
    vertx.close().await();
  }
}
