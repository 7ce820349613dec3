package io.feedhorn.trace.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.app.ServerProcess;
import io.feedhorn.app.settings.Settings;
import io.feedhorn.app.settings.SettingsBuilder;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.TextSocketClient;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
import io.feedhorn.transport.FreePorts;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that exports its traces to a collector. */
@Timeout(180)
class TracingIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String DELAY = "otel.bsp.schedule.delay";
  private static final String CLIENT_SPAN = "00f067aa0ba902b7";
  private static final AtomicInteger TRACES = new AtomicInteger();

  /** Everything that a span may tell; nothing of it is a text of a client. */
  private static final Set<String> ATTRIBUTES =
      Set.of(
          "http.request.method",
          "http.response.status_code",
          "http.route",
          "feedhorn.feed",
          "feedhorn.offset",
          "feedhorn.updates",
          "feedhorn.connections",
          "error.type");

  private static OtlpReceiver collector;
  private static ServerProcess server;
  private static FeedhornClient client;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    System.setProperty(DELAY, "20");
    collector = new OtlpReceiver();
    server =
        new ServerProcess(
            settings(collector.endpoint())
                .set("http.event-loops", 2)
                .set("feeds.told.trace", true)
                .set("feeds.orders.durable", true)
                .set("store.path", folder.resolve("store").toString())
                .build());
    client = FeedhornClient.to(server.start());
  }

  private static SettingsBuilder settings(String endpoint) {
    return Settings.builder()
        .port(0)
        .set("tracing.enabled", true)
        .set("tracing.endpoint", endpoint);
  }

  @AfterAll
  static void stop() {
    System.clearProperty(DELAY);
    client.close();
    server.stop();
    collector.close();
  }

  /** Returns the id of another trace. */
  private static String newTrace() {
    return "4bf92f3577b34da6a3ce929d%08x".formatted(TRACES.incrementAndGet());
  }

  private static String traceparent(String trace) {
    return "00-" + trace + "-" + CLIENT_SPAN + "-01";
  }

  private static void post(String path, String body, String type, String trace) {
    client.post(path, body, "Content-Type", type, "traceparent", traceparent(trace));
  }

  private static void publish(String topic, String json, String trace) {
    client
        .post(
            "/v1/topics/" + topic,
            json,
            "Content-Type",
            "application/json",
            "traceparent",
            traceparent(trace))
        .requireStatus(201);
  }

  /** Returns a reader of a feed that has got its snapshot: it gets everything else live. */
  private static UpdateReader open(Transport transport, String feed) {
    if (client.get("/v1/topics/" + feed + ".first").status() == 404) {
      client.publish(feed + ".first", "0");
    }
    UpdateReader reader = client.open(transport, ReadRequest.of(feed + ".>"));
    assertThat(reader.poll(PATIENCE)).isNotNull();
    return reader;
  }

  @Test
  void aTraceGoesFromTheRequestToTheWrite() {
    String trace = newTrace();
    try (UpdateReader reader = open(Transport.SSE, "prices")) {
      publish("prices.secret-name", "{\"secret\":\"value\"}", trace);
      reader.poll(PATIENCE);
      ReceivedSpan request = collector.awaitOne(trace, "POST /v1/topics/:topic");
      ReceivedSpan publish = collector.awaitOne(trace, "publish prices");
      ReceivedSpan write = collector.awaitOne(trace, "write prices");

      assertThat(request.parentId()).isEqualTo(CLIENT_SPAN);
      assertThat(request.isServer()).isTrue();
      assertThat(request.service()).isEqualTo("feedhorn");
      assertThat(publish.parentId()).isEqualTo(request.spanId());
      assertThat(publish.number("feedhorn.offset")).isEqualTo(2);
      assertThat(write.parentId()).isEqualTo(publish.spanId());
      assertThat(write.number("feedhorn.connections")).isEqualTo(1);
      assertThat(write.number("feedhorn.updates")).isEqualTo(1);
    }
    collector
        .all()
        .forEach(
            span -> {
              assertThat(ATTRIBUTES).containsAll(span.attributes().keySet());
              assertThat(span.toString()).doesNotContain("secret");
            });
  }

  @Test
  void anEventLoopHasOneSpanForAllItsConnections() {
    String trace = newTrace();
    List<UpdateReader> readers =
        Stream.generate(() -> open(Transport.WEBSOCKET, "loops")).limit(8).toList();
    publish("loops.a", "1", trace);
    readers.forEach(reader -> reader.poll(PATIENCE));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                writes(trace).stream().mapToLong(span -> span.number("feedhorn.connections")).sum()
                    == 8);
    assertThat(writes(trace)).hasSizeBetween(1, 2);
    readers.forEach(UpdateReader::close);
  }

  private static List<ReceivedSpan> writes(String trace) {
    return collector.all().stream()
        .filter(span -> span.traceId().equals(trace) && span.name().equals("write loops"))
        .toList();
  }

  @Test
  void aDurablePublishHasTheTimeOfTheStore() {
    String trace = newTrace();
    publish("orders.a", "1", trace);
    ReceivedSpan publish = collector.awaitOne(trace, "publish orders");
    ReceivedSpan store = collector.awaitOne(trace, "store");
    assertThat(store.parentId()).isEqualTo(publish.spanId());
    assertThat(store.number("feedhorn.updates")).isPositive();
  }

  @Test
  void aBatchHasOneSpanOfEachStep() {
    String trace = newTrace();
    try (UpdateReader reader = open(Transport.SSE, "batch")) {
      String lines =
          """
          {"topic":"batch.a","data":1}
          {"topic":"batch.b","data":2}
          {"topic":"batch.c","data":3}
          """;
      post("/v1/publish", lines, "application/x-ndjson", trace);
      for (int i = 0; i < 3; i++) {
        reader.poll(PATIENCE);
      }
    }
    ReceivedSpan request = collector.awaitOne(trace, "POST /v1/publish");
    ReceivedSpan publish = collector.awaitOne(trace, "publish batch");
    ReceivedSpan write = collector.awaitOne(trace, "write batch");
    assertThat(publish.parentId()).isEqualTo(request.spanId());
    assertThat(publish.number("feedhorn.updates")).isEqualTo(3);
    assertThat(write.parentId()).isEqualTo(publish.spanId());
    assertThat(write.number("feedhorn.updates")).isEqualTo(3);
    assertThat(write.number("feedhorn.connections")).isEqualTo(1);
  }

  @Test
  void aMessageOnAWebSocketHasATraceContextAndReadersOfTheFeedGetIt() {
    String trace = newTrace();
    try (TextSocketClient socket = client.openWebSocket("/v1/ws")) {
      socket.send("{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"told.*\"]}");
      receive(socket, "subscribed");
      socket.send(
          "{\"type\":\"publish\",\"id\":2,\"topic\":\"told.a\",\"data\":1,\"traceparent\":\"%s\"}"
              .formatted(traceparent(trace)));
      JsonObject update = receive(socket, "update");
      ReceivedSpan publish = collector.awaitOne(trace, "publish told");
      assertThat(publish.parentId()).isEqualTo(CLIENT_SPAN);
      assertThat(update.getString("traceparent"))
          .isEqualTo("00-" + trace + "-" + publish.spanId() + "-01");
      assertThat(client.get("/v1/topics/told.a").body())
          .contains("\"traceparent\":\"00-" + trace + "-" + publish.spanId());
    }
  }

  @Test
  void aTraceContextThatIsNotValidBeginsAnotherTrace() {
    client
        .post("/v1/topics/invalid.a", "1", "Content-Type", "application/json", "traceparent", "x")
        .requireStatus(201);
    Awaitility.await().atMost(PATIENCE).until(() -> spans("publish invalid").size() == 1);
    ReceivedSpan publish = spans("publish invalid").get(0);
    ReceivedSpan request = collector.awaitOne(publish.traceId(), "POST /v1/topics/:topic");
    assertThat(request.parentId()).isEmpty();
    assertThat(publish.parentId()).isEqualTo(request.spanId());
    try (TextSocketClient socket = client.openWebSocket("/v1/ws")) {
      socket.send(
          "{\"type\":\"publish\",\"id\":2,\"topic\":\"invalid.a\",\"data\":1,\"traceparent\":7}");
      receive(socket, "published");
    }
  }

  /** Returns the next message of a type; others are skipped. */
  private static JsonObject receive(TextSocketClient socket, String type) {
    JsonObject message = new JsonObject(socket.receive(type));
    while (!type.equals(message.getString("type"))) {
      message = new JsonObject(socket.receive(type));
    }
    return message;
  }

  private static List<ReceivedSpan> spans(String name) {
    return collector.all().stream().filter(span -> span.name().equals(name)).toList();
  }

  @Test
  void aRefusalIsRecordedByItsCode() {
    String trace = newTrace();
    post("/v1/topics/sys.secret", "1", "application/json", trace);
    ReceivedSpan request = collector.awaitOne(trace, "POST /v1/topics/:topic");
    assertThat(request.number("http.response.status_code")).isEqualTo(403);
    assertThat(request.toString()).doesNotContain("secret");

    String other = newTrace();
    client
        .send("DELETE", "/v1/topics/refused.a", null, "traceparent", traceparent(other))
        .requireStatus(404);
    ReceivedSpan deletion = collector.awaitOne(other, "publish refused");
    assertThat(deletion.hasFailed()).isTrue();
    assertThat(deletion.attributes()).containsEntry("error.type", "not_found");
  }

  @Test
  void streamsPagesAndHealthChecksAreNotRecorded() {
    String trace = newTrace();
    for (String path :
        List.of("/health/live", "/metrics", "/index.html", "/v1/updates?topics=none.*&wait=0")) {
      client.get(path, "traceparent", traceparent(trace)).requireStatus(200);
    }
    client.get("/v1/topics?match=none.*", "traceparent", traceparent(trace)).requireStatus(200);
    // Spans are exported in the order in which they end.
    collector.awaitOne(trace, "GET /v1/topics");
    assertThat(collector.all())
        .filteredOn(span -> span.traceId().equals(trace))
        .extracting(ReceivedSpan::name)
        .containsExactly("GET /v1/topics");
  }

  @Test
  void onlySampledTracesAreRecorded() throws Exception {
    ServerProcess sampling =
        new ServerProcess(settings(collector.endpoint()).set("tracing.sample", 0.0).build());
    String trace = newTrace();
    try (FeedhornClient other = FeedhornClient.to(sampling.start())) {
      other.publish("unsampled.a", "1");
      other
          .post(
              "/v1/topics/sampled.a",
              "1",
              "Content-Type",
              "application/json",
              "traceparent",
              traceparent(trace))
          .requireStatus(201);
    } finally {
      sampling.stop();
    }
    collector.awaitOne(trace, "publish sampled");
    assertThat(spans("publish unsampled")).isEmpty();
  }

  @Test
  void aServerWithoutItsCollectorWorksAndStops() throws Exception {
    ServerProcess alone =
        new ServerProcess(settings("http://127.0.0.1:" + FreePorts.next()).build());
    try (FeedhornClient other = FeedhornClient.to(alone.start())) {
      assertThat(Objects.requireNonNull(other.publish("prices.a", "1")).offset()).isEqualTo(1);
      assertThat(other.publish("prices.a", "2").offset()).isEqualTo(2);
    } finally {
      alone.stop();
    }
  }
}
