package io.feedhorn.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.docs.DocumentBlock;
import io.nats.client.Connection;
import io.nats.client.api.StreamConfiguration;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the recipes of the docs, with the addresses of upstreams that the test starts. */
@SuppressWarnings("try") // The close of a connection to NATS can be interrupted.
class DocumentedSourcesIT {
  private static final String PAGE = "docs/sources.md";

  private final Vertx vertx = Vertx.vertx();
  @TempDir Path folder;
  private int httpPort;

  @BeforeEach
  void startUpstream() {
    HttpServer upstream =
        vertx
            .createHttpServer()
            .requestHandler(DocumentedSourcesIT::answer)
            .webSocketHandler(DocumentedSourcesIT::trade)
            .listen(0, "127.0.0.1")
            .await();
    httpPort = upstream.actualPort();
  }

  @AfterEach
  void stopUpstream() {
    vertx.close().await();
  }

  private static void answer(HttpServerRequest request) {
    switch (request.path()) {
      case "/rates.json" ->
          request
              .response()
              .putHeader("Content-Type", "application/json")
              .end(
                  "{\"rates\":[{\"currency\":\"EUR\",\"price\":1.0843},"
                      + "{\"currency\":\"CHF\",\"price\":1.1201}]}");
      case "/stations.csv" ->
          request
              .response()
              .putHeader("Content-Type", "text/csv")
              .end("station,celsius,at\nbasel,-1.5,2026-01-31T09:30:00Z\n");
      case "/stream" ->
          request
              .response()
              .setChunked(true)
              .putHeader("Content-Type", "text/event-stream")
              .write(
                  """
                  id: 1
                  data: {"type":"log","wiki":"dewiki"}

                  id: 2
                  data: {"type":"edit","wiki":"enwiki","title":"Tea"}

                  """);
      default -> request.response().setStatusCode(404).end();
    }
  }

  private static void trade(ServerWebSocket socket) {
    if (socket.path().startsWith("/ws/")) {
      String symbol = socket.path().substring("/ws/".length());
      socket.writeTextMessage("{\"s\":\"%s\",\"c\":\"1.50\"}".formatted(symbol));
      return;
    }
    socket.textMessageHandler(
        subscription -> {
          socket.writeTextMessage("{\"ok\":" + subscription + "}");
          socket.writeTextMessage("{\"symbol\":\"A\",\"price\":1.5,\"seq\":1}");
          socket.writeTextMessage("{\"symbol\":\"A\",\"price\":1.6,\"seq\":4}");
        });
  }

  private SourceServer start(String page, String contained, String from, String to) {
    return DocumentedSource.start(
        page, contained, Map.of("localhost:9000", "localhost:" + httpPort), from, to);
  }

  @ParameterizedTest
  @ValueSource(strings = {PAGE, "README.md"})
  void aRestUrl(String page) {
    try (SourceServer server = start(page, "rates.json", "every: 5s", "every: 50ms")) {
      assertThat(server.values((page.equals(PAGE) ? "rates" : "prices") + ".EUR", 1).get(0))
          .hasToString("{\"price\":1.0843}");
      assertThat(server.values((page.equals(PAGE) ? "rates" : "prices") + ".CHF", 1)).hasSize(1);
    }
  }

  @Test
  void csvFromAUrl() {
    try (SourceServer server = start(PAGE, "stations.csv", "weather:", "weather:")) {
      assertThat(server.values("weather.basel", 1).get(0))
          .hasToString("{\"celsius\":-1.5,\"at\":\"2026-01-31T09:30:00Z\"}");
    }
  }

  @Test
  void anEventStream() {
    try (SourceServer server = start(PAGE, "type: sse", "sse", "sse")) {
      assertThat(server.values("changes.enwiki", 1).get(0)).hasToString("{\"title\":\"Tea\"}");
      assertThat(server.values("changes.dewiki")).isEmpty();
    }
  }

  @Test
  void aWebSocket() {
    try (SourceServer server = start(PAGE, "type: websocket", "websocket", "websocket")) {
      assertThat(server.values("trades.A", 2).get(1)).hasToString("{\"price\":1.6}");
      assertThat(server.values("sys.sources.trades.errors", 1).get(0))
          .asString()
          .contains("gap: number 4 of A follows 1");
    }
  }

  @Test
  void severalWebSockets() {
    try (SourceServer server = start(PAGE, "connections:", "ticker:", "test:")) {
      assertThat(server.values("ticker.btcusdt", 1).get(0)).hasToString("{\"price\":\"1.50\"}");
      assertThat(server.values("ticker.ethusdt", 1).get(0)).hasToString("{\"price\":\"1.50\"}");
      assertThat(server.status("live").getInteger("errors")).isZero();
    }
  }

  @Test
  void aReplay() throws Exception {
    Path file = folder.resolve("ticks.csv");
    Files.writeString(
        file, "symbol,price,at\nA,1.5,2026-01-31T09:30:00Z\nA,2,2026-01-31T09:30:01Z\n");
    try (SourceServer server = start(PAGE, "speed: 10", "ticks.csv", file.toString())) {
      assertThat(server.values("ticks.A", 3).get(2)).hasToString("{\"price\":1.5}");
    }
  }

  @Test
  void aReplayOfSeveralFiles() throws Exception {
    Files.writeString(
        folder.resolve("ibm.csv"),
        "price,at\n1,2026-01-31T09:30:00.000Z\n2,2026-01-31T09:30:00.600Z\n");
    Files.writeString(folder.resolve("aapl.csv"), "price,at\n3,2026-01-31T09:30:00.300Z\n");
    try (SourceServer server = start(PAGE, "paths:", "ticks/*.csv", folder + "/*.csv")) {
      assertThat(server.values("ticks.ibm", 2)).hasSize(2);
      String all = server.text("/v1/updates?topics=ticks.*&since=earliest");
      assertThat(
              new JsonObject(all)
                  .getJsonArray("updates").stream()
                      .map(
                          update ->
                              ((JsonObject) update).getJsonObject("data").getInteger("price")))
          .containsExactly(1, 3, 2);
    }
  }

  @Test
  void aLog() throws Exception {
    Path file = folder.resolve("access.ndjson");
    Files.writeString(
        file, "{\"status\":200,\"service\":\"a\"}\n{\"status\":503,\"service\":\"b\"}\n");
    try (SourceServer server = start(PAGE, "follow: true", "access.ndjson", file.toString())) {
      assertThat(server.values("errors.b", 1)).hasSize(1);
      assertThat(server.values("errors.a")).isEmpty();
    }
  }

  @Test
  void aStreamOfNats() throws Exception {
    String program = Broker.program("/usr/sbin/nats-server", "/usr/bin/nats-server");
    int port = Broker.freePort();
    String number = Integer.toString(port);
    List<String> command =
        List.of(program, "-a", "127.0.0.1", "-p", number, "-js", "-sd", folder.toString());
    try (Broker broker = Broker.start(folder, port, command);
        Connection client = TestNats.connect("nats://127.0.0.1:" + port)) {
      client
          .jetStreamManagement()
          .addStream(StreamConfiguration.builder().name("ORDERS").subjects("orders.>").build());
      client
          .jetStream()
          .publish("orders.new", "{\"region\":\"eu\"}".getBytes(StandardCharsets.UTF_8));
      try (SourceServer server = start(PAGE, "type: nats", "localhost:4222", "localhost:" + port)) {
        assertThat(server.values("orders.eu", 1)).hasSize(1);
      }
      assertThat(broker).isNotNull();
    }
  }

  @Test
  void aStreamOfRedis() {
    String program = Broker.program("/usr/bin/redis-server", "/usr/bin/valkey-server");
    int port = Broker.freePort();
    List<String> command =
        List.of(
            program,
            "--bind",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--dir",
            folder.toString());
    try (Broker broker = Broker.start(folder, port, command)) {
      Redis client = Redis.createClient(vertx, "redis://127.0.0.1:" + port);
      client.send(Request.cmd(Command.XADD).arg("orders").arg("*").arg("region").arg("eu")).await();
      try (SourceServer server =
          start(PAGE, "type: redis", "localhost:6379", "localhost:" + port)) {
        assertThat(server.values("orders.eu", 1).get(0)).hasToString("{\"region\":\"eu\"}");
      }
      assertThat(broker).isNotNull();
    }
  }

  @Test
  void anOutboxOfPostgresql() throws Exception {
    try (PostgresqlServer database = new PostgresqlServer(folder)) {
      database.sql("DROP TABLE outbox");
      database.sql(DocumentBlock.of(PAGE, "sql").text());
      try (SourceServer server =
          start(
              PAGE,
              "type: postgresql",
              "postgresql://app:secret@localhost:5432/shop",
              database.url())) {
        assertThat(server.values("orders.eu", 1).get(0)).hasToString("{\"n\":1}");
      }
    }
  }
}
