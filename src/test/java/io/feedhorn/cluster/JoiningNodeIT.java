package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A second node that joins a node under load, and two nodes that begin feeds at the same time. */
@Timeout(180)
class JoiningNodeIT {
  private static final int MAX_FEEDS = 20;
  private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);

  /** Part of a readiness without processor time: a machine that is too busy to tell anything. */
  private static final String LATE = "{\"id\":\"event-loops\",\"status\":\"DOWN\"";

  private final ExecutorService clients = Executors.newFixedThreadPool(32);
  private ThreeNodes nodes;

  @BeforeEach
  void limitFeeds(@TempDir Path folder) {
    nodes = new ThreeNodes(folder, Map.of("FEEDHORN_LIMITS_FEEDS", String.valueOf(MAX_FEEDS)));
  }

  @AfterEach
  void stop() throws InterruptedException {
    clients.shutdownNow();
    nodes.killAll();
  }

  @Test
  void aServingNodeStaysReadyWhileAnotherJoinsAndReturns() throws Exception {
    nodes.start(0);
    nodes.awaitReady(0, 1);
    warmUp();
    staysReadyWhileTheOtherStarts();

    nodes.terminate(1);
    Awaitility.await().atMost(READY_TIMEOUT).until(() -> isReady(0));
    staysReadyWhileTheOtherStarts();
  }

  /** Sends requests first, because a new JVM may answer so late that the node is not ready. */
  private void warmUp() throws Exception {
    List<String> lines =
        IntStream.range(0, 2_000)
            .mapToObj(topic -> "{\"topic\":\"prices.t%d\",\"data\":1}".formatted(topic))
            .toList();
    assertThat(nodes.batch(0, lines)).hasSize(2_000);
    for (int request = 0; request < 200; request++) {
      isReady(0);
    }
    Awaitility.await().atMost(READY_TIMEOUT).until(() -> isReady(0));
  }

  /** Requests the readiness of the first node, and publishes there, while the second one starts. */
  private void staysReadyWhileTheOtherStarts() throws Exception {
    List<String> notReady = new ArrayList<>();
    CompletableFuture<Void> joined = new CompletableFuture<>();
    CompletableFuture<Integer> requests =
        CompletableFuture.supplyAsync(
            () -> {
              int count = 0;
              while (!joined.isDone()) {
                HttpResponse<String> answer = ready(0);
                count++;
                if (answer.statusCode() != 200 && !answer.body().contains(LATE)) {
                  notReady.add(answer.body());
                }
                pause();
              }
              return count;
            },
            clients);
    nodes.start(1);
    int published = 0;
    while (published < 20 || !isReady(1) || members(0) < 2) {
      nodes.publish(0, "prices.join", ++published);
      pause();
    }
    nodes.awaitReady(1, 2);
    joined.complete(null);

    assertThat(requests.get(60, TimeUnit.SECONDS)).isGreaterThan(20);
    assertThat(notReady).isEmpty();
  }

  /** Leaves the processor to the starting node. */
  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(10);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> ready(int node) {
    try {
      return nodes.get(node, "/health/ready");
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  private boolean isReady(int node) {
    try {
      return nodes.get(node, "/health/ready").statusCode() == 200;
    } catch (IOException | InterruptedException notStarted) {
      return false;
    }
  }

  private int members(int node) throws IOException, InterruptedException {
    return nodes.status(node).getJsonArray("members").size();
  }

  @Test
  void nodesThatBeginFeedsAtTheSameTimeShareTheLimit() throws Exception {
    nodes.start(0);
    nodes.start(1);
    nodes.awaitReady(0, 2);
    nodes.awaitReady(1, 2);
    List<CompletableFuture<Integer>> requests =
        IntStream.range(0, 400)
            .mapToObj(
                feed ->
                    CompletableFuture.supplyAsync(
                        () -> publish(feed % 2, "n" + feed + ".a"), clients))
            .toList();
    List<Integer> statuses = requests.stream().map(CompletableFuture::join).toList();

    assertThat(statuses).containsOnly(201, 429);
    assertThat(statuses.stream().filter(status -> status == 201)).hasSize(MAX_FEEDS);
    for (int node : List.of(0, 1)) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(50))
          .until(() -> nodes.status(node).getJsonObject("owners").size() == MAX_FEEDS);
    }
  }

  @Test
  void deletionsBeginNoFeeds() throws Exception {
    nodes.start(0);
    nodes.start(1);
    nodes.awaitReady(0, 2);
    nodes.awaitReady(1, 2);
    for (int feed = 0; feed < 2 * MAX_FEEDS; feed++) {
      assertThat(delete(feed % 2, "unknown" + feed + ".a")).isEqualTo(404);
    }
    for (int feed = 0; feed < MAX_FEEDS; feed++) {
      assertThat(publish(feed % 2, "n" + feed + ".a")).isEqualTo(201);
    }
    for (int node : List.of(0, 1)) {
      assertThat(publish(node, "more.a")).isEqualTo(429);
      assertThat(delete(node, "more.a")).isEqualTo(404);
    }
    for (int feed = 0; feed < MAX_FEEDS; feed++) {
      assertThat(delete((feed + 1) % 2, "n" + feed + ".a")).isEqualTo(200);
    }
  }

  private int delete(int node, String topic) throws IOException, InterruptedException {
    return nodes.delete(node, topic).statusCode();
  }

  private int publish(int node, String topic) {
    try {
      return nodes.post(node, "/v1/topics/" + topic, "1").statusCode();
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }
}
