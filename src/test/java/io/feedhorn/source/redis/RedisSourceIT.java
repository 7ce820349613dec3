package io.feedhorn.source.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.source.Broker;
import io.feedhorn.source.SourceServer;
import io.feedhorn.source.StoppedSource;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests with a redis-server. */
class RedisSourceIT {
  private final Vertx vertx = Vertx.vertx();
  @TempDir Path folder;
  private Broker broker;
  private String url;

  @BeforeEach
  void startBroker() throws Exception {
    String program = Broker.program("/usr/bin/redis-server", "/usr/bin/valkey-server");
    int port = Broker.freePort();
    url = "redis://127.0.0.1:" + port;
    Path data = Files.createDirectory(folder.resolve("redis"));
    broker =
        Broker.start(
            folder,
            port,
            List.of(
                program,
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--dir",
                data.toString(),
                "--appendonly",
                "yes",
                "--appendfsync",
                "always"));
  }

  @AfterEach
  void stopBroker() {
    broker.close();
    vertx.close().await();
  }

  private Map<String, Object> keys(Object... keys) {
    Map<String, Object> all = new HashMap<>();
    all.put("type", "redis");
    all.put("url", url);
    all.put("stream", "orders");
    all.put("backoff.min", "20ms");
    all.put("backoff.max", "200ms");
    for (int i = 0; i < keys.length; i += 2) {
      all.put((String) keys[i], keys[i + 1]);
    }
    return all;
  }

  /** Redis accepts connections before it has loaded its data. */
  private void awaitLoaded(Redis client) {
    await()
        .atMost(SourceServer.PATIENCE)
        .until(() -> client.send(Request.cmd(Command.PING)).otherwiseEmpty().await() != null);
  }

  private void add(List<String[]> entries) {
    Redis client = Redis.createClient(vertx, url);
    awaitLoaded(client);
    List<Request> requests = new ArrayList<>();
    for (String[] entry : entries) {
      Request request = Request.cmd(Command.XADD).arg("orders").arg("*");
      for (String part : entry) {
        request.arg(part);
      }
      requests.add(request);
    }
    client.batch(requests).await();
    client.close().await();
  }

  private void addBytes(Object... parts) {
    Redis client = Redis.createClient(vertx, url);
    awaitLoaded(client);
    Request request = Request.cmd(Command.XADD).arg("orders").arg("*");
    for (Object part : parts) {
      request.arg(
          part instanceof byte[] bytes ? Buffer.buffer(bytes) : Buffer.buffer((String) part));
    }
    client.send(request).await();
    client.close().await();
  }

  private void addNumbers(int from, int to) {
    add(
        IntStream.range(from, to)
            .mapToObj(i -> new String[] {"data", "{\"n\":" + i + "}"})
            .toList());
  }

  private String pending() {
    Redis client = Redis.createClient(vertx, url);
    try {
      return client
          .send(Request.cmd(Command.XPENDING).arg("orders").arg("feedhorn-test"))
          .await()
          .get(0)
          .toString();
    } finally {
      client.close().await();
    }
  }

  private static String firstId(Redis client) {
    Request all = Request.cmd(Command.XRANGE).arg("orders").arg("-").arg("+");
    return client.send(all).await().get(0).get(0).toString();
  }

  @Test
  void entriesArePublishedWithTheirFields() {
    try (SourceServer server =
        SourceServer.start(keys("topic", "r.${sym}", "data", "$number(p)"))) {
      server.status("live");
      add(List.of(new String[] {"sym", "A", "p", "1.5"}, new String[] {"x", "y"}));

      assertThat(server.values("r.A", 1)).containsExactly(1.5);
      assertThat(server.errors(1).get(0).getString("message")).isEqualTo("{\"x\":\"y\"}");
      await().atMost(SourceServer.PATIENCE).until(() -> pending().equals("0"));
    }
  }

  private int reads() {
    Redis client = Redis.createClient(vertx, url);
    try {
      String info = client.send(Request.cmd(Command.INFO).arg("commandstats")).await().toString();
      Matcher calls = Pattern.compile("cmdstat_xreadgroup:calls=(\\d+)").matcher(info);
      return calls.find() ? Integer.parseInt(calls.group(1)) : 0;
    } finally {
      client.close().await();
    }
  }

  @Test
  void entriesThatWaitForTheirReceiptAreCountedOnce() {
    try (SourceServer server =
        SourceServer.start(keys("topic", "n.${t}", "data", "n"), Map.of("limits.topics", 5))) {
      server.status("live");
      for (int i = 0; i < 6; i++) {
        addBytes("t", Integer.toString(i), "n", Integer.toString(i));
      }
      addBytes("n", "7");
      server.errors(1);
      // The sixth topic has no room: its entry and the broken one are not acknowledged.
      int before = reads();
      await().atMost(SourceServer.PATIENCE).until(() -> reads() >= before + 6);

      assertThat(server.errors(1)).hasSize(1);
      JsonObject status = server.status(found -> found.getInteger("messages") >= 7);
      assertThat(status.getInteger("messages")).isEqualTo(7);
      assertThat(pending()).isEqualTo("2");
    }
  }

  @Test
  void entriesThatWaitForTheirReceiptAreCountedOnceAlsoAfterAReconnection() {
    try (SourceServer server =
        SourceServer.start(keys("topic", "n.${t}", "data", "n"), Map.of("limits.topics", 4))) {
      server.status("live");
      for (int i = 0; i <= 4; i++) {
        addBytes("t", Integer.toString(i), "n", "1");
      }
      addBytes("n", "7");
      server.errors(1);
      broker.stop("TERM");
      server.status("failing");
      broker.start();
      server.status("live");
      addBytes("t", "4", "n", "2"); // Behind the others: it is taken after they came again.
      int taken = server.status(found -> found.getInteger("messages") > 6).getInteger("messages");

      assertThat(taken).isEqualTo(7);
      assertThat(server.errors(1)).hasSize(1);
      assertThat(pending()).isEqualTo("3");
      server.delete("n.0");
      assertThat(server.values("n.4", 2)).containsExactly("1", "2");
      await().atMost(SourceServer.PATIENCE).until(() -> pending().equals("0"));
    }
  }

  @Test
  void anEntryThatIsNotUtf8IsReported() {
    byte[] latin = "Z\u00FCrich".getBytes(StandardCharsets.ISO_8859_1);
    try (SourceServer server =
        SourceServer.start(keys("format", "text", "topic", "n.x", "data", "$"))) {
      server.status("live");
      addBytes("data", latin);
      addBytes("city", latin);
      addBytes("data", "Z\u00FCrich", "unused", latin);

      assertThat(server.values("n.x", 1)).containsExactly("Z\u00FCrich");
      assertThat(server.errors(2))
          .extracting(error -> error.getString("reason"))
          .containsExactly(
              "the message is not text in UTF-8", "the field 'city' is not text in UTF-8");
      await().atMost(SourceServer.PATIENCE).until(() -> pending().equals("0"));
    }
  }

  @Test
  void anEntryThatAnEarlierReaderTookIsAcknowledged() {
    try (SourceServer server = SourceServer.start(keys("topic", "n.x", "data", "n"))) {
      addNumbers(0, 1);
      server.values("n.x", 1);
      await().atMost(SourceServer.PATIENCE).until(() -> pending().equals("0"));
      // As if another process had taken it as the same consumer, and had ended.
      Redis client = Redis.createClient(vertx, url);
      String id = firstId(client);
      Request claim =
          Request.cmd(Command.XCLAIM)
              .arg("orders")
              .arg("feedhorn-test")
              .arg("feedhorn")
              .arg(0)
              .arg(id)
              .arg("FORCE");
      assertThat(client.send(claim).await().size()).isEqualTo(1);
      client.close().await();

      await().atMost(SourceServer.PATIENCE).until(() -> pending().equals("0"));
      assertThat(server.values("n.x")).containsExactly(0);
    }
  }

  @Test
  void anEntryThatWasDeletedBeforeItWasAcknowledgedIsAGap() {
    addNumbers(0, 2);
    Redis client = Redis.createClient(vertx, url);
    client
        .send(Request.cmd(Command.XGROUP).arg("CREATE").arg("orders").arg("feedhorn-test").arg("0"))
        .await();
    // As if an earlier process had taken it, and had ended.
    Request read =
        Request.cmd(Command.XREADGROUP)
            .arg("GROUP")
            .arg("feedhorn-test")
            .arg("feedhorn")
            .arg("COUNT")
            .arg(1)
            .arg("STREAMS")
            .arg("orders")
            .arg(">");
    client.send(read).await();
    String id = firstId(client);
    client.send(Request.cmd(Command.XDEL).arg("orders").arg(id)).await();
    client.close().await();
    try (SourceServer server = SourceServer.start(keys("topic", "n.x", "data", "n"))) {
      assertThat(server.values("n.x", 1)).containsExactly(1);

      assertThat(server.errors(1).get(0).getString("kind")).isEqualTo("gap");
      assertThat(server.errors(1).get(0).getString("reason")).contains(id);
      await().atMost(SourceServer.PATIENCE).until(() -> pending().equals("0"));
    }
  }

  @Test
  void aStreamIsPublishedOnceAndInOrderAlthoughBothEndsAreStopped() {
    Map<String, Object> keys = keys("topic", "n.x", "data", "n");
    Map<String, Object> durable =
        Map.of("store.path", folder.resolve("store").toString(), "feeds.n.durable", true);
    addNumbers(0, 1_000);
    try (SourceServer server = SourceServer.start(keys, durable)) {
      server.values("n.x", 200);
    }
    addNumbers(1_000, 1_500);
    try (SourceServer server = SourceServer.start(keys, durable)) {
      server.values("n.x", 600);
      broker.kill();
      broker.start();
      addNumbers(1_500, 2_000);
      server.values("n.x", 1_600);
    }
    try (SourceServer server = SourceServer.start(keys, durable)) {
      assertThat(server.values("n.x", 2_000))
          .containsExactlyElementsOf(IntStream.range(0, 2_000).<Object>mapToObj(i -> i).toList());
      await().atMost(SourceServer.PATIENCE).until(() -> pending().equals("0"));
    }
  }

  @Test
  void aStopAcknowledgesAllThatIsPublished() {
    addNumbers(0, 2_000);
    addNumbers(2_000, 4_000);

    assertThat(StoppedSource.values(keys("data", "n"), folder, 4_000))
        .containsExactlyElementsOf(IntStream.range(0, 4_000).<Object>mapToObj(i -> i).toList());
  }

  @Test
  void aServerThatDoesNotAnswerIsAFailure() {
    try (SourceServer server =
        SourceServer.start(keys("topic", "n.x", "data", "n", "timeout", "500ms"))) {
      server.status("live");
      broker.freeze();
      assertThat(server.failure("timeout")).isEqualTo("no answer within 500 ms (timeout)");
      broker.thaw();

      addNumbers(0, 10);
      assertThat(server.values("n.x", 10)).hasSize(10);
    }
  }
}
