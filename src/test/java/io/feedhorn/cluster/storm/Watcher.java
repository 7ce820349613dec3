package io.feedhorn.cluster.storm;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A reader of all feeds on one node. It reconnects when the node is back, and resumes from its
 * cursor. Owned by one event loop.
 */
final class Watcher {
  private static final long PAUSE_MILLIS = 100;

  private final StormContext storm;
  private final String name;
  private final String host;
  private final int port;
  private final DeliveryChain chain;
  private final Context context;
  private final WebSocketClient client;
  private final Histogram delays = new Histogram(60_000_000_000L, 2);
  private final MaxGap deliveries = new MaxGap();
  private final Map<String, Position> cursor = new HashMap<>();
  private @Nullable WebSocket socket;
  private boolean stopped;

  /**
   * Creates a reader that is not connected.
   *
   * @param start the beginning of the feeds
   */
  Watcher(StormContext storm, int node, Cursor start) {
    String[] address = storm.addresses().get(node).split(":", -1);
    this.storm = storm;
    this.name = "watcher of node " + node;
    this.host = address[0];
    this.port = Integer.parseInt(address[1]);
    this.cursor.putAll(start.positions());
    this.chain =
        new DeliveryChain(
            name,
            storm.violations(),
            storm.topics().feeds().stream().map(Topics::whole).toList(),
            start);
    this.context = storm.vertx().getOrCreateContext();
    this.client =
        storm
            .vertx()
            .createWebSocketClient(
                new WebSocketClientOptions()
                    .setConnectTimeout(1_000)
                    .setMaxFrameSize(1 << 24)
                    .setMaxMessageSize(1 << 24));
  }

  void start() {
    context.runOnContext(event -> connect());
  }

  /** Disconnects. */
  void stop() {
    context.runOnContext(
        event -> {
          stopped = true;
          if (socket != null) {
            socket.close();
          }
        });
  }

  /** Returns the number of updates that have not been received yet. */
  Future<Long> missing(Cursor ends) {
    Promise<Long> result = Promise.promise();
    context.runOnContext(event -> result.complete(chain.missing(ends)));
    return result.future();
  }

  /** Returns and resets the measured latencies in nanoseconds, from publish to receipt. */
  Future<Histogram> delays() {
    Promise<Histogram> result = Promise.promise();
    context.runOnContext(
        event -> {
          result.complete(delays.copy());
          delays.reset();
        });
    return result.future();
  }

  MaxGap deliveries() {
    return deliveries;
  }

  Future<Long> length() {
    Promise<Long> result = Promise.promise();
    context.runOnContext(event -> result.complete(chain.length()));
    return result.future();
  }

  private void connect() {
    if (stopped) {
      return;
    }
    WebSocketConnectOptions options = new WebSocketConnectOptions();
    options.setHost(host).setPort(port).setURI("/v1/ws").setTimeout(2_000);
    client.connect(options).onSuccess(this::onConnected).onFailure(failure -> reconnect());
  }

  private void reconnect() {
    storm.vertx().setTimer(PAUSE_MILLIS, due -> connect());
  }

  private void onConnected(WebSocket opened) {
    socket = opened;
    opened.textMessageHandler(this::receive);
    opened.exceptionHandler(failure -> {});
    opened.closeHandler(
        closed -> {
          socket = null;
          reconnect();
        });
    JsonArray patterns = new JsonArray();
    storm.topics().feeds().forEach(feed -> patterns.add(Topics.whole(feed)));
    opened.writeTextMessage(
        new JsonObject()
            .put("type", "subscribe")
            .put("id", 1)
            .put("topics", patterns)
            .put("since", since())
            .encode());
  }

  private void receive(String text) {
    if (StormUpdate.isFirstUpdate(text)) {
      return;
    }
    if (text.startsWith("{\"type\":\"update\"")) {
      onUpdate(StormUpdate.of(text));
      return;
    }
    JsonObject message = new JsonObject(text);
    switch (message.getString("type")) {
      case "subscribed" -> onSubscribed(message);
      case "reset" -> {
        String before = since();
        cursor.putAll(Cursor.parse(message.getString("cursor")).positions());
        chain.onReset(text + " after " + before);
      }
      case "error" -> {
        if (!"unavailable".equals(message.getString("code"))) {
          storm.violations().report(Violation.FOREIGN, 1, name + " received " + text);
        }
      }
      default -> {}
    }
  }

  private void onSubscribed(JsonObject message) {
    String since = since();
    Cursor subscribed = Cursor.parse(message.getString("cursor"));
    for (var each : subscribed.positions().entrySet()) {
      Position before = cursor.get(each.getKey());
      if (before == null || !before.epoch().equals(each.getValue().epoch())) {
        cursor.put(each.getKey(), each.getValue());
      }
    }
    if (Boolean.FALSE.equals(message.getBoolean("recovered"))) {
      chain.onReset(message + " after " + since);
    }
  }

  private String since() {
    return cursor.entrySet().stream()
        .map(each -> Cursor.of(each.getKey(), each.getValue()).toString())
        .collect(Collectors.joining(","));
  }

  private void onUpdate(StormUpdate update) {
    String feed = update.feed();
    Position at = cursor.get(feed);
    String epoch = at == null ? "" : at.epoch();
    chain.receive(update, epoch);
    cursor.put(feed, new Position(epoch, update.offset()));
    delays.recordValue(Math.min(Math.max(0, System.nanoTime() - update.at()), 59_000_000_000L));
    deliveries.record(feed);
  }
}
