package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.source.Broker;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * A file and a stream of Redis, both with the numbers from 1, an HTTP server whose answer never
 * changes, and the sources of a cluster that publish them: one whose position is in the cluster,
 * one whose position is upstream, and one without a position that publishes changes only.
 */
final class MovingSources implements AutoCloseable {
  static final String LINES = "lines";
  static final String ENTRIES = "entries";

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final String POLLED = "polled";
  private static final int POLLED_VALUES = 20;

  private static final List<String> NUMBERS = List.of(ENTRIES, LINES);
  private static final List<String> NAMES = List.of(ENTRIES, LINES, POLLED);

  private final ThreeNodes nodes;
  private final Path file;
  private final Path conf;
  private final Broker broker;
  private final Vertx vertx = Vertx.vertx();
  private final String url;
  private final HttpServer upstream;
  private int last;

  /**
   * @param folder the working directory of the nodes
   */
  MovingSources(ThreeNodes nodes, Path folder) throws IOException {
    this.nodes = nodes;
    String program = Broker.program("/usr/bin/redis-server", "/usr/bin/valkey-server");
    int port = Broker.freePort();
    Path data = Files.createDirectories(folder.resolve("redis"));
    List<String> command =
        List.of(
            program,
            "--bind",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--dir",
            data.toString());
    this.broker = Broker.start(folder, port, command);
    this.url = "redis://127.0.0.1:" + port;
    JsonArray values = new JsonArray(IntStream.range(0, POLLED_VALUES).boxed().toList());
    this.upstream =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.response().end(values.toBuffer()))
            .listen(0, "127.0.0.1")
            .await();
    this.file = folder.resolve("numbers.ndjson");
    this.conf = Files.createDirectories(folder.resolve("conf")).resolve("feedhorn.yaml");
  }

  /** Adds the numbers up to another one to the file and to the stream. */
  void addUpTo(int end) throws IOException {
    List<Integer> numbers = IntStream.rangeClosed(last + 1, end).boxed().toList();
    Files.writeString(
        file,
        numbers.stream().map(number -> "{\"n\":" + number + "}\n").collect(Collectors.joining()),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    Redis client = Redis.createClient(vertx, url);
    client
        .batch(
            numbers.stream()
                .map(
                    number ->
                        Request.cmd(Command.XADD)
                            .arg("numbers")
                            .arg("*")
                            .arg("data")
                            .arg("{\"n\":" + number + "}"))
                .toList())
        .await();
    client.close().await();
    last = end;
  }

  /** Adds the sources to the settings of all nodes, one node after the other. */
  void startByReloads() throws IOException, InterruptedException {
    Files.writeString(conf, settings());
    for (int node = 0; node < 3; node++) {
      JsonObject answer = reload(node);
      assertThat(answer.getJsonArray("started"))
          .as(answer.encode())
          .isEqualTo(new JsonArray(NAMES));
    }
    Awaitility.await("the warning of the first node")
        .atMost(PATIENCE)
        .until(() -> nodes.output(0).contains("is not in the settings of node"));
  }

  private JsonObject reload(int node) throws IOException, InterruptedException {
    return new JsonObject(nodes.post(node, "/v1/reload", "").body());
  }

  /** Removes the sources, and checks that their topics are deleted. */
  void assertRemovedByAReload() throws IOException, InterruptedException {
    Files.writeString(conf, "");
    JsonObject answer = reload(nodes.anyRunning());
    assertThat(answer.getJsonArray("stopped")).isEqualTo(new JsonArray(NAMES));
    for (String source : NAMES) {
      String topic = "/v1/topics/sys.sources." + source;
      assertThat(nodes.get(nodes.anyRunning(), topic).body()).contains("is deleted");
    }
  }

  /**
   * Checks that the last node runs all sources, has not read the file from its start, and has
   * published nothing that was polled before.
   */
  void assertRunByTheLastNode() throws IOException, InterruptedException {
    for (String source : NAMES) {
      assertThat(nodeOf(source)).isEqualTo(nodes.anyRunning());
    }
    // Otherwise the idempotency keys alone would have made each line one update.
    assertThat(state(LINES).getInteger("messages")).isLessThan(last);
    Awaitility.await("polls of the last node")
        .atMost(PATIENCE)
        .until(() -> state(POLLED).getInteger("unchanged") > POLLED_VALUES);
    for (int value = 0; value < POLLED_VALUES; value++) {
      assertThat(published(POLLED + "." + value)).containsExactly(value);
    }
  }

  /**
   * Returns settings with the sources, few updates at a time, so that an end meets them at work.
   */
  private String settings() {
    return """
    sources:
      default: { in-flight: 4, backoff: { min: 20ms } }
      %s: { type: file, path: %s, follow: true, topic: moving.lines, data: n }
      %s: { type: redis, url: "%s", stream: numbers, topic: moving.entries, data: n }
      %s: { type: http-poll, url: "http://127.0.0.1:%d/", every: 100ms, topic: "moving.polled.${$}", changes: true }
    """
        .formatted(LINES, file, ENTRIES, url, POLLED, upstream.actualPort());
  }

  /** Returns the node that runs a source, when one does. */
  int nodeOf(String source) {
    return Awaitility.await("a node with the source " + source)
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              JsonObject state = state(source);
              return "live".equals(state.getString("state"))
                  ? nodes.indexOf(state.getString("node"))
                  : -1;
            },
            node -> node >= 0 && nodes.isRunning(node));
  }

  private List<Integer> published(String source) throws IOException, InterruptedException {
    String path = "/v1/topics/moving." + source + "/history?limit=5000";
    JsonArray updates =
        new JsonObject(nodes.get(nodes.anyRunning(), path).body()).getJsonArray("updates");
    return updates.stream().map(update -> ((JsonObject) update).getInteger("data")).toList();
  }

  /** Waits until a source has published a number of updates. */
  void awaitPublished(String source, int count) {
    Awaitility.await(count + " updates of " + source)
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> published(source).size() >= count);
  }

  /** Waits until the cluster has a position in the file. */
  void awaitPosition() {
    Awaitility.await("a position in the file")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () ->
                nodes.get(nodes.anyRunning(), "/v1/topics/sys.positions." + LINES).statusCode()
                    == 200);
  }

  private JsonObject state(String source) throws IOException, InterruptedException {
    String path = "/v1/topics/sys.sources." + source;
    return new JsonObject(nodes.get(nodes.anyRunning(), path).body()).getJsonObject("data");
  }

  /** Waits until both sources have published all numbers, and checks that each is there once. */
  void assertAllOnceAndInOrder() throws IOException, InterruptedException {
    List<Integer> all = IntStream.rangeClosed(1, last).boxed().toList();
    for (String source : NUMBERS) {
      awaitPublished(source, last);
      assertThat(published(source)).as(source).isEqualTo(all);
    }
  }

  @Override
  public void close() {
    vertx.close().await();
    broker.close();
  }
}
