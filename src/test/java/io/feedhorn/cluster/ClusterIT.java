package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.observability.ObservabilityFiles;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster of three real nodes. Nodes that an earlier test stopped are restarted before a test.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {
  private static ThreeNodes nodes;
  private static Path directory;
  private static TestCertificateAuthority own;
  private static TestCertificateAuthority other;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    own = new TestCertificateAuthority(Files.createDirectory(folder.resolve("own")));
    other = new TestCertificateAuthority(Files.createDirectory(folder.resolve("other")));
    Map<String, String> settings = new HashMap<>(own.settings());
    settings.put("FEEDHORN_FEEDS_MOVING_DELIVERY", "every");
    settings.put("FEEDHORN_FEEDS_MOVING_HISTORY_SIZE", "5000");
    directory = folder;
    nodes = new ThreeNodes(folder, settings);
  }

  @BeforeEach
  void startStoppedNodes() throws IOException {
    nodes.startAll();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    nodes.killAll();
  }

  private static List<Integer> values(int node, String topics, String since)
      throws IOException, InterruptedException {
    String path = "/v1/updates?topics=" + topics + "&wait=1&since=" + since;
    JsonObject answer = new JsonObject(nodes.get(node, path).body());
    assertThat(answer.getBoolean("recovered")).as(answer.encode()).isTrue();
    List<Integer> values = new ArrayList<>();
    JsonArray updates = answer.getJsonArray("updates");
    for (int i = 0; i < updates.size(); i++) {
      values.add(updates.getJsonObject(i).getInteger("data"));
    }
    return values;
  }

  @Test
  void updatesOfAnyNodeAreReadOnEachAndACursorIsValidOnAll() throws Exception {
    JsonObject first = nodes.publish(0, "hop.a", 1);
    nodes.publish(1, "hop.b", 2);
    JsonObject last = nodes.publish(2, "hop.a", 3);

    assertThat(last.getInteger("offset")).isEqualTo(3);
    assertThat(last.getInteger("seq")).isEqualTo(2);
    String epoch = first.getString("cursor").replaceFirst(":1$", "");
    assertThat(last.getString("cursor")).isEqualTo(epoch + ":3");
    for (int node = 0; node < 3; node++) {
      assertThat(nodes.get(node, "/v1/topics/hop.a").statusCode()).isEqualTo(200);
      assertThat(eventually(node, "hop.>", epoch + ":1", 2)).containsExactly(2, 3);
      // A node that is behind the reader sends nothing twice.
      assertThat(values(node, "hop.b", epoch + ":3")).isEmpty();
    }
  }

  private static List<Integer> eventually(int node, String topics, String since, int count) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(50))
        .until(() -> values(node, topics, since), values -> values.size() == count);
  }

  @Test
  void anIdempotencyKeyHoldsOnEveryNode() throws Exception {
    String first = nodes.post(0, "/v1/topics/keyed.a", "1", "Idempotency-Key", "once").body();

    for (int node = 0; node < 3; node++) {
      HttpResponse<String> again =
          nodes.post(node, "/v1/topics/keyed.a", "1", "Idempotency-Key", "once");
      assertThat(again.body()).isEqualTo(first);
    }
  }

  @Test
  void theKeyOfABatchHoldsOnEveryNode() throws Exception {
    String lines = "{\"topic\":\"batch.a\",\"data\":1}\n{\"topic\":\"batch.a\",\"data\":2}\n";
    String[] headers = {"Content-Type", "application/x-ndjson", "Idempotency-Key", "batch"};
    String first = nodes.post(0, "/v1/publish", lines, headers).body();
    assertThat(first.lines()).hasSize(2).allMatch(line -> line.contains("\"offset\":"));

    for (int node = 0; node < 3; node++) {
      assertThat(nodes.post(node, "/v1/publish", lines, headers).body()).isEqualTo(first);
    }
  }

  @Test
  void aTicketOfAnyNodeIsAcceptedOnceInTheCluster() throws Exception {
    for (int node = 0; node < 3; node++) {
      int first = node;
      String ticket =
          new JsonObject(nodes.post(node, "/v1/tickets", "").body()).getString("ticket");
      List<Integer> statuses =
          IntStream.of(1, 2)
              .mapToObj(
                  step -> CompletableFuture.supplyAsync(() -> redeem((first + step) % 3, ticket)))
              .toList()
              .stream()
              .map(CompletableFuture::join)
              .toList();

      assertThat(statuses).containsExactlyInAnyOrder(200, 401);
      assertThat(redeem(node, ticket)).isEqualTo(401);
    }
  }

  private static int redeem(int node, String ticket) {
    try {
      return nodes.redeem(node, ticket);
    } catch (IOException | InterruptedException failure) {
      throw new CompletionException(failure);
    }
  }

  @Test
  void eventBusRegistrationsDoNotGrowWithTopicsAndConnections() throws Exception {
    WebSocket one = subscribed(0, "few", 0, 10);
    double few = registrations();
    List<WebSocket> more = new ArrayList<>(List.of(one));
    for (int socket = 0; socket < 9; socket++) {
      more.add(subscribed(socket % 3, "many", socket * 110, 110));
    }
    assertThat(registrations()).isEqualTo(few).isLessThanOrEqualTo(3 * 3);
    more.forEach(WebSocket::abort);
  }

  @Test
  void hasTheMetricsOfTheDashboardAndTheAlerts() throws Exception {
    String metrics = nodes.get(0, "/metrics").body();

    assertThat(ObservabilityFiles.queries())
        .filteredOn(query -> query.text().contains("feedhorn_cluster_"))
        .hasSizeGreaterThan(5)
        .flatMap(query -> query.missingIn(metrics))
        .isEmpty();
  }

  /** Returns the number of event-bus addresses in the cluster. */
  private static double registrations() throws IOException, InterruptedException {
    return nodes
        .get(0, "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("feedhorn_cluster_registrations "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
        .findFirst()
        .orElseThrow();
  }

  private static WebSocket subscribed(int node, String feed, int first, int topics) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    WebSocket socket =
        nodes.socket(
            node,
            new WebSocket.Listener() {
              @Override
              public CompletionStage<?> onText(WebSocket of, CharSequence text, boolean last) {
                if (text.toString().contains("subscribed")) {
                  answer.complete(text.toString());
                }
                return WebSocket.Listener.super.onText(of, text, last);
              }
            });
    JsonArray names = new JsonArray();
    IntStream.range(first, first + topics).forEach(topic -> names.add(feed + ".t" + topic));
    JsonObject subscribe = new JsonObject().put("type", "subscribe").put("id", 1);
    socket.sendText(subscribe.put("topics", names).encode(), true).join();
    assertThat(answer.orTimeout(60, TimeUnit.SECONDS).join()).contains(feed);
    return socket;
  }

  @Test
  void onlyPeersWithACertificateOfTheClustersAuthorityAreAccepted() throws Exception {
    Assumptions.assumeTrue(Files.isReadable(Path.of("/proc/net/tcp")));
    for (int node = 0; node < 3; node++) {
      assertThat(nodes.listening(node)).allMatch(ListeningPort::loopback);
    }
    int membership = nodes.clusterPort(0);
    List<Integer> bus =
        nodes.listening(0).stream()
            .map(ListeningPort::port)
            .filter(port -> port != membership && port != nodes.httpPort(0))
            .filter(port -> port < membership + 100 || port > membership + 103)
            .toList();
    assertThat(bus).hasSize(1);

    for (int port : List.of(membership, bus.get(0))) {
      assertThat(UnauthenticatedPeer.isAccepted(port, own.clientContext())).as("a member").isTrue();
      assertThat(UnauthenticatedPeer.isAcceptedPlain(port)).as("without TLS").isFalse();
      assertThat(
              UnauthenticatedPeer.isAccepted(port, TestCertificateAuthority.withoutCertificate()))
          .as("no certificate")
          .isFalse();
      assertThat(UnauthenticatedPeer.isAccepted(port, other.clientContext()))
          .as("another's")
          .isFalse();
    }
  }

  @Test
  void aFeedContinuesWhenItsOwnerAndThenAnotherNodeAreKilled() throws Exception {
    JsonObject before = nodes.publish(0, "kill.a", 1);
    String start = before.getString("cursor").replaceFirst(":1$", ":0");
    int owner = nodes.owner("kill");
    List<Integer> sent = new ArrayList<>(List.of(1));
    for (int value = 2; value <= 20; value++) {
      nodes.publish((owner + value) % 3, "kill.a", value);
      sent.add(value);
    }
    int survivor = (owner + 1) % 3;
    int third = (owner + 2) % 3;
    PresentUsers users = new PresentUsers(nodes, owner, survivor);
    nodes.kill(owner);
    for (int value = 21; value <= 30; value++) {
      nodes.publish(survivor, "kill.a", value);
      sent.add(value);
    }

    assertThat(values(survivor, "kill.>", start)).isEqualTo(sent);
    assertThat(eventually(third, "kill.>", start, 30)).isEqualTo(sent);
    users.requireThatTheFirstLeftOnce(third);
    users.close();
    killSecondNodeAndRestartBoth(owner, third, survivor);

    sent.add(31);
    nodes.publish(owner, "kill.a", 31);
    for (int node = 0; node < 3; node++) {
      assertThat(eventually(node, "kill.>", start, 31)).isEqualTo(sent);
    }
  }

  /** Kills the second of three nodes; the third has all data, and waits until both are back. */
  private static void killSecondNodeAndRestartBoth(int first, int second, int survivor)
      throws Exception {
    nodes.awaitBalanced(survivor);
    nodes.kill(second);
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> nodes.status(survivor), facts -> !facts.getBoolean("available"));
    assertThat(nodes.post(survivor, "/v1/topics/kill.a", "0").statusCode()).isEqualTo(503);
    nodes.start(first);
    nodes.start(second);
    for (int node = 0; node < 3; node++) {
      nodes.awaitReady(node, 3);
    }
  }

  @Test
  void aNodeThatStopsTransfersTheOwnershipOfItsFeeds() throws Exception {
    JsonObject before = nodes.publish(0, "leave.a", 1);
    int owner = nodes.owner("leave");
    Duration duration = nodes.terminate(owner);
    JsonObject after = nodes.publish((owner + 1) % 3, "leave.a", 2);

    assertThat(duration).isLessThan(Duration.ofSeconds(60));
    assertThat(after.getString("cursor"))
        .isEqualTo(before.getString("cursor").replaceFirst(":1$", ":2"));
  }

  @Test
  @Order(Integer.MAX_VALUE) // The nodes that it ends are not needed any more.
  void aSourceMovesWhenItsNodeIsKilledOrStopsAndNeitherLosesNorDoubles() throws Exception {
    try (MovingSources sources = new MovingSources(nodes, directory)) {
      sources.addUpTo(2_000);
      sources.startByReloads();
      sources.awaitPublished(MovingSources.LINES, 300);
      sources.awaitPosition();
      nodes.kill(sources.nodeOf(MovingSources.LINES));
      sources.addUpTo(2_500);
      sources.awaitPublished(MovingSources.ENTRIES, 2_100);
      int survivor = nodes.anyRunning();
      nodes.awaitReady(survivor, 2);
      nodes.awaitBalanced(survivor);
      nodes.terminate(sources.nodeOf(MovingSources.ENTRIES));
      sources.addUpTo(3_000);

      sources.assertAllOnceAndInOrder();
      sources.assertRunByTheLastNode();
      sources.assertRemovedByAReload();
    }
  }
}
