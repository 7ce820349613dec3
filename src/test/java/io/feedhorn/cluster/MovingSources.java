package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.source.Broker;
import io.vertx.core.Vertx;
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
 * A file and a stream of Redis, both with the numbers from 1, and the sources of a cluster that
 * publish them: one whose position is in the cluster, and one whose position is upstream.
 */
final class MovingSources implements AutoCloseable {
  static final String LINES = "lines";
  static final String ENTRIES = "entries";

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final ThreeNodes nodes;
  private final Path file;
  private final Broker broker;
  private final Vertx vertx = Vertx.vertx();
  private final String url;
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
    this.file = folder.resolve("numbers.ndjson");
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

  /**
   * Returns settings with the sources, few updates at a time, so that an end meets them at work.
   */
  String settings() {
    return """
    sources:
      default: { in-flight: 4, backoff: { min: 20ms } }
      %s: { type: file, path: %s, follow: true, topic: moving.lines, data: n }
      %s: { type: redis, url: "%s", stream: numbers, topic: moving.entries, data: n }
    """
        .formatted(LINES, file, ENTRIES, url);
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

  /** Returns the number of lines that the last node has read. */
  int linesRead() throws IOException, InterruptedException {
    return state(LINES).getInteger("messages");
  }

  private JsonObject state(String source) throws IOException, InterruptedException {
    String path = "/v1/topics/sys.sources." + source;
    return new JsonObject(nodes.get(nodes.anyRunning(), path).body()).getJsonObject("data");
  }

  /** Waits until both sources have published all numbers, and checks that each is there once. */
  void assertAllOnceAndInOrder() throws IOException, InterruptedException {
    List<Integer> all = IntStream.rangeClosed(1, last).boxed().toList();
    for (String source : List.of(LINES, ENTRIES)) {
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
