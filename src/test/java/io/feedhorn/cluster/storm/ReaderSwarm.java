package io.feedhorn.cluster.storm;

import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Many connections to three nodes, each with its own topics. Measures the start of a node that
 * joins such a cluster, and checks that each reader receives its topics.
 */
final class ReaderSwarm {
  static final String HEAD =
      """
      | topics | connections | to open and subscribe, s | published | taken | lost or twice | start of a node: JVM to ready, s |
      |--:|--:|--:|--:|--:|--:|--:|
      """;

  private static final int TOPICS = 10_000;
  private static final int CONNECTIONS = 2_000;
  private static final int TOPICS_PER_CONNECTION = TOPICS / CONNECTIONS;
  private static final double PER_SECOND = 1_000;
  private static final int WINDOW_MILLIS = 20_000;

  private final Vertx vertx;
  private final StormContext storm;
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong wrong = new AtomicLong();
  private final List<WebSocket> sockets = new ArrayList<>();

  private ReaderSwarm(Vertx vertx, Nodes nodes) {
    this.vertx = vertx;
    this.storm = StormContext.of(vertx, new Topics(1, 6, TOPICS), nodes);
  }

  static List<String> measure(Consumer<String> log) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (Nodes nodes = new Nodes("crowd", StormSetup.THREE)) {
      nodes.start();
      String row = new ReaderSwarm(vertx, nodes).row(nodes);
      log.accept(row);
      return List.of(row);
    } finally {
      vertx.close().await();
    }
  }

  private String row(Nodes nodes) throws Exception {
    StormFeeds.begin(storm);
    WebSocketClient client =
        vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(CONNECTIONS));
    long began = System.nanoTime();
    for (int i = 0; i < CONNECTIONS; i++) {
      open(client, i);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    // The last node has only these connections; it is restarted while updates are published.
    SocketPublisher publisher = new SocketPublisher(storm.onlyNode(0), 1, PER_SECOND, false);
    publisher.start();
    Thread.sleep(WINDOW_MILLIS);
    publisher.stop().await(30, TimeUnit.SECONDS);
    long published = storm.violations().onReceipt();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (received.get() < published && System.nanoTime() < deadline) {
      Thread.sleep(100);
    }
    long lost = Math.max(0, published - received.get());
    Duration start = restart(nodes.get(nodes.all().size() - 1));
    // Also keeps the client alive: Vert.x closes one to which nothing refers any more.
    client.close().await();
    return "| %,d | %,d | %.1f | %,d | %,d | %,d | %.1f |"
        .formatted(
            TOPICS,
            CONNECTIONS,
            seconds,
            published,
            received.get(),
            lost + wrong.get(),
            start.toMillis() / 1e3);
  }

  private static Duration restart(NodeProcess node) throws Exception {
    node.kill();
    Thread.sleep(2_000);
    node.start();
    long began = System.nanoTime();
    node.awaitReady();
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private void open(WebSocketClient client, int number) throws Exception {
    String[] address = storm.addresses().get(number % storm.addresses().size()).split(":", -1);
    WebSocketConnectOptions options = new WebSocketConnectOptions();
    options.setHost(address[0]).setPort(Integer.parseInt(address[1])).setURI("/v1/ws");
    WebSocket socket = client.connect(options).await(50, TimeUnit.SECONDS);
    Map<String, Long> seqs = new HashMap<>();
    socket.textMessageHandler(text -> receive(text, seqs));
    JsonArray topics = new JsonArray();
    for (int i = 0; i < TOPICS_PER_CONNECTION; i++) {
      topics.add(storm.topics().names().get(number * TOPICS_PER_CONNECTION + i));
    }
    socket.writeTextMessage(
        new JsonObject().put("type", "subscribe").put("id", 1).put("topics", topics).encode());
    sockets.add(socket);
  }

  private void receive(String text, Map<String, Long> seqs) {
    if (text.startsWith("{\"type\":\"update\"")) {
      StormUpdate update = StormUpdate.of(text);
      Long before = seqs.put(update.topic(), update.seq());
      if (update.seq() != (before == null ? 1 : before + 1)) {
        wrong.incrementAndGet();
      }
      received.incrementAndGet();
    } else if (text.startsWith("{\"type\":\"error\"")) {
      wrong.incrementAndGet();
    }
  }
}
