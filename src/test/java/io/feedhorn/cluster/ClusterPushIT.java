package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.app.settings.SettingsBuilder;
import io.feedhorn.auth.TestSigner;
import io.feedhorn.client.ClientOptions;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
import io.feedhorn.push.PushKeys;
import io.feedhorn.push.TestBrowser;
import io.feedhorn.push.TestPushService;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Web Push in a cluster of two nodes: the subscriptions are those of both, and one of them sends.
 */
@Timeout(300)
class ClusterPushIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int MAX_OF_USER = 20;
  private static final String SECRET = "thirty-two bytes, or even more of them";
  private static final TestSigner SIGNER = TestSigner.hs256(SECRET);
  private static final String ADMIN =
      SIGNER.token(new JsonObject().put("feedhorn", new JsonObject().put("admin", true)));

  @TempDir private static Path folder;
  private static final Vertx VERTX = Vertx.vertx();
  private static NodesInProcess nodes;

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> endpoints = new ArrayList<>();
  private TestPushService pushService;
  private TestBrowser browser;

  @BeforeAll
  static void startNodes() throws Exception {
    PushKeys.open(folder.resolve("push.pem"));
    nodes = new NodesInProcess(3);
    nodes.start(0, settings(0, "push.pem"));
    nodes.start(1, settings(1, "push.pem"));
    nodes.awaitReady(0, 2);
    nodes.awaitReady(1, 2);
  }

  @AfterAll
  static void stopNodes() throws Exception {
    nodes.close();
    VERTX.close().await();
  }

  private static SettingsBuilder settings(int node, String keys) {
    return nodes
        .settings(node)
        .secret(SECRET)
        .set("http.drain", "0ms")
        .set("push.enabled", true)
        .set("push.subject", "mailto:ops@example.org")
        .set("push.keys", folder.resolve(keys).toString())
        .set("push.allow-private", true);
  }

  @BeforeEach
  void start() throws Exception {
    pushService = new TestPushService(VERTX);
    browser = new TestBrowser();
  }

  @AfterEach
  void removeSubscriptions() throws Exception {
    for (String endpoint : endpoints) {
      send(0, "DELETE", "/v1/push", body(endpoint), ADMIN);
    }
    awaitSubscriptions(0);
  }

  @Test
  void aSubscriptionOfOneNodeIsThatOfBothAndIsPushedToOnce() throws Exception {
    subscribe(0, "/a", user("u1"));

    for (int i = 0; i < 10; i++) {
      publish(i % 2, "notify.u1", "title " + i);
    }
    List<String> titles = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      titles.add(title());
    }
    assertThat(titles)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 10).mapToObj(i -> "title " + i).toList());

    assertThat(send(1, "DELETE", "/v1/push", body(endpoint("/a")), user("u1")).statusCode())
        .isEqualTo(204);
    assertThat(send(0, "DELETE", "/v1/push", body(endpoint("/a")), user("u1")).statusCode())
        .isEqualTo(404);
    subscribe(0, "/b", user("u1"));
    publish(1, "notify.u1", "only for b");
    assertThat(pushService.next().path()).isEqualTo("/b");
    assertThat(pushService.waiting()).isZero();
  }

  @Test
  void aUserWithAPageOnEitherNodeGetsNoPush() throws Exception {
    subscribe(0, "/a", user("u2"));
    subscribe(0, "/without-a-page", user("u6"));
    for (int node : List.of(0, 1)) {
      try (FeedhornClient client = client(node, user("u2"));
          UpdateReader page = client.open(Transport.WEBSOCKET, ReadRequest.of("notify.u2"))) {
        publish(0, "notify.u2", "seen on the page");
        publish(0, "notify.u6", "pushed to another user");
        assertThat(page.next().text()).contains("seen on the page");
        // The page stays open until the nodes were asked for it.
        assertThat(title()).isEqualTo("pushed to another user");
      }
      awaitNoSubscriber("notify.u2");
    }

    publish(0, "notify.u2", "the page is gone");

    assertThat(title()).isEqualTo("the page is gone");
  }

  @Test
  void aSubscriptionThatIsGoneIsRemovedOnBothNodes() throws Exception {
    subscribe(0, "/gone", user("u3"));
    pushService.answerNext(410, "");

    publish(1, "notify.u3", "t");
    pushService.next();

    awaitSubscriptions(0);
    subscribe(1, "/gone", user("u3"));
  }

  @Test
  void theOldestSubscriptionOfAUserGivesWayOnBothNodes() throws Exception {
    for (int i = 0; i < MAX_OF_USER + 3; i++) {
      subscribe(i % 2, "/" + i, user("u4"));
    }

    List<String> newest =
        IntStream.range(3, MAX_OF_USER + 3).mapToObj(i -> "/" + i).sorted().toList();
    AtomicInteger attempt = new AtomicInteger();
    Awaitility.await("pushes to the newest subscriptions")
        .atMost(PATIENCE)
        .until(() -> pushed("attempt " + attempt.incrementAndGet()), newest::equals);
    awaitSubscriptions(MAX_OF_USER);
  }

  /** Publishes a notification and returns the paths of its first pushes, sorted. */
  private List<String> pushed(String title) throws Exception {
    publish(0, "notify.u4", title);
    List<String> paths = new ArrayList<>();
    while (paths.size() < MAX_OF_USER) {
      TestPushService.Received push = pushService.next();
      if (browser.decrypt(push.body()).contains('"' + title + '"')) {
        paths.add(push.path());
      }
    }
    return paths.stream().sorted().toList();
  }

  @Test
  void noClientCanReadASubscription() throws Exception {
    subscribe(0, "/secret-path", user("u5"));
    List<String> readable =
        List.of(
            "/v1/topics",
            "/v1/topics?match=sys.>",
            "/v1/updates?topics=sys.>&since=earliest",
            "/health/ready",
            "/metrics");
    for (int node : List.of(0, 1)) {
      for (String path : readable) {
        HttpResponse<String> answer =
            Awaitility.await(path)
                .atMost(PATIENCE)
                .until(
                    () -> send(node, "GET", path, null, ADMIN), found -> found.statusCode() == 200);
        assertThat(answer.body()).doesNotContain("secret-path", "p256dh", "push-subscriptions");
      }
      for (String path :
          List.of(
              "/v1/topics?match=$private.>",
              "/v1/topics/$private.push-subscriptions.x",
              "/v1/topics/$private.push-subscriptions.x/history",
              "/v1/updates?topics=$private.>&since=earliest")) {
        HttpResponse<String> answer = send(node, "GET", path, null, ADMIN);
        assertThat(answer.statusCode()).as(path).isEqualTo(400);
        assertThat(answer.body()).contains("bad_topic", "$private");
      }
      String value = new JsonObject().put("endpoint", "https://a.example.org/x").encode();
      assertThat(
              send(node, "POST", "/v1/topics/$private.push-subscriptions.x", value, ADMIN)
                  .statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void aNodeWithOtherKeysOrNoneIsRefused() throws Exception {
    assertThatThrownBy(() -> nodes.start(2, settings(2, "missing.pem")))
        .hasMessageContaining("missing.pem")
        .hasMessageContaining("all nodes of a cluster need the same");
    PushKeys.open(folder.resolve("other.pem"));
    assertThatThrownBy(() -> nodes.start(2, settings(2, "other.pem")))
        .hasMessageContaining("push.keys: this node has another key pair than node");
    nodes.awaitReady(0, 2);
  }

  private static String user(String name) {
    return SIGNER.token(new JsonObject().put("sub", name));
  }

  private String endpoint(String path) {
    return pushService.origin() + path;
  }

  private static String body(String endpoint) {
    return new JsonObject().put("endpoint", endpoint).encode();
  }

  /** Subscribes on a node, and finds the subscription on the other one. */
  private void subscribe(int node, String path, String token) throws Exception {
    endpoints.add(endpoint(path));
    String subscription = browser.subscription(endpoint(path)).encode();
    assertThat(send(node, "POST", "/v1/push", subscription, token).statusCode()).isEqualTo(201);
    Awaitility.await(path + " on node " + (1 - node))
        .atMost(PATIENCE)
        .until(() -> send(1 - node, "POST", "/v1/push", subscription, token).statusCode() == 200);
  }

  private void publish(int node, String topic, String title) throws Exception {
    String value = new JsonObject().put("title", title).encode();
    HttpResponse<String> answer = send(node, "POST", "/v1/topics/" + topic, value, ADMIN);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private String title() throws Exception {
    return new JsonObject(browser.decrypt(pushService.next().body()))
        .getJsonObject("data")
        .getString("title");
  }

  private static FeedhornClient client(int node, String token) {
    return new FeedhornClient(
        VERTX, ClientOptions.of(URI.create(nodes.address(node))).token(token));
  }

  private void awaitSubscriptions(int number) {
    for (int node : List.of(0, 1)) {
      Awaitility.await("subscriptions of node " + node)
          .atMost(PATIENCE)
          .until(
              () ->
                  send(node, "GET", "/metrics", null, ADMIN)
                      .body()
                      .contains("feedhorn_push_subscriptions " + number + ".0"));
    }
  }

  private void awaitNoSubscriber(String topic) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                new JsonObject(send(0, "GET", "/v1/topics?match=" + topic, null, ADMIN).body())
                        .getJsonArray("topics")
                        .getJsonObject(0)
                        .getInteger("subscribers")
                    == 0);
  }

  private HttpResponse<String> send(
      int node, String method, String path, @Nullable String body, String token) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(nodes.address(node) + path.replace(">", "%3E")))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + token)
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
