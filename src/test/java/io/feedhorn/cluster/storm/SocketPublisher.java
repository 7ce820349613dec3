package io.feedhorn.cluster.storm;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A publisher with a fixed rate over WebSocket, which does not wait for each answer and changes
 * nodes. Publishes that are unanswered when the connection ends may be in the log or not, and are
 * not repeated. Owned by one event loop.
 */
final class SocketPublisher {
  private static final int TICK_MILLIS = 5;
  private static final int MAX_UNANSWERED = 4_000;
  private static final long ANSWER_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(8);
  private static final long MEAN_STAY_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final long PAUSE_MILLIS = 50;

  private final StormContext storm;
  private final Random random;
  private final double perNano;
  private final boolean hops;
  private final Context context;
  private final WebSocketClient client;
  private final Map<Long, Long> unanswered = new LinkedHashMap<>();
  private @Nullable WebSocket socket;
  private boolean leaving;
  private boolean stopped;
  private long begun;
  private long sent;
  private long until;
  private long refused;
  private long unansweredAtClose;

  /**
   * Creates a publisher that is not started.
   *
   * @param perSecond the rate
   * @param hops true if it changes to another node every few seconds
   */
  SocketPublisher(StormContext storm, long seed, double perSecond, boolean hops) {
    this.storm = storm;
    this.random = new Random(seed);
    this.perNano = perSecond / 1e9;
    this.hops = hops;
    this.context = storm.vertx().getOrCreateContext();
    this.client =
        storm.vertx().createWebSocketClient(new WebSocketClientOptions().setConnectTimeout(1_000));
  }

  void start() {
    context.runOnContext(
        event -> {
          begun = System.nanoTime();
          storm.vertx().setPeriodic(TICK_MILLIS, this::tick);
          connect();
        });
  }

  /** Stops publishing, and waits for the answers. */
  Future<Void> stop() {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        event -> {
          stopped = true;
          leaving = true;
          storm
              .vertx()
              .setPeriodic(
                  TICK_MILLIS,
                  timer -> {
                    if (unanswered.isEmpty()) {
                      storm.vertx().cancelTimer(timer);
                      done.tryComplete();
                    }
                  });
        });
    return done.future();
  }

  long refused() {
    return refused;
  }

  long unansweredAtClose() {
    return unansweredAtClose;
  }

  private void connect() {
    if (stopped) {
      return;
    }
    String[] address =
        storm.addresses().get(random.nextInt(storm.addresses().size())).split(":", -1);
    WebSocketConnectOptions options = new WebSocketConnectOptions();
    options.setHost(address[0]).setPort(Integer.parseInt(address[1])).setURI("/v1/ws");
    options.setTimeout(2_000);
    client.connect(options).onSuccess(this::onConnected).onFailure(failure -> reconnect());
  }

  private void reconnect() {
    storm.vertx().setTimer(PAUSE_MILLIS, due -> connect());
  }

  private void onConnected(WebSocket opened) {
    socket = opened;
    leaving = stopped;
    until = System.nanoTime() + MEAN_STAY_NANOS / 2 + random.nextLong(MEAN_STAY_NANOS);
    opened.textMessageHandler(this::receive);
    opened.exceptionHandler(failure -> {});
    opened.closeHandler(closed -> onClosed(opened));
  }

  private void onClosed(WebSocket which) {
    if (socket == which) {
      socket = null;
      unansweredAtClose += unanswered.size();
      unanswered.clear();
      reconnect();
    }
  }

  private void receive(String text) {
    if (text.startsWith("{\"type\":\"published\"")) {
      long id = StormUpdate.number(text, "\"id\":", 0);
      unanswered.remove(id);
      storm.onReceipt(id, text);
    } else if (text.startsWith("{\"type\":\"error\"")) {
      unanswered.remove(StormUpdate.number(text, "\"id\":", 0));
      refused++;
      if (!text.contains("\"unavailable\"")) {
        storm.violations().report(Violation.FOREIGN, 1, "a publish was answered " + text);
      }
    } else if (text.startsWith("{\"type\":\"leaving\"")) {
      leaving = true;
    }
  }

  private void tick(long timer) {
    WebSocket open = socket;
    long now = System.nanoTime();
    long due = (long) ((now - begun) * perNano) - sent;
    if (due * 2 > 1e9 * perNano) {
      // More than half a second was missed: it is skipped.
      sent += due;
      due = 0;
    }
    if (open == null) {
      return;
    }
    leaving |= hops && now > until;
    boolean dead = !unanswered.isEmpty() && now - oldest() > ANSWER_TIMEOUT_NANOS;
    if (dead || (leaving && unanswered.isEmpty())) {
      open.close();
      onClosed(open);
      return;
    }
    for (; due > 0 && !leaving && unanswered.size() < MAX_UNANSWERED; due--) {
      publish(open, now);
    }
  }

  private long oldest() {
    return unanswered.values().iterator().next();
  }

  private void publish(WebSocket open, long now) {
    long id = storm.ids().getAndIncrement();
    unanswered.put(id, now);
    sent++;
    open.writeTextMessage(
        "{\"type\":\"publish\",\"id\":%d,\"topic\":\"%s\",\"data\":%s}"
            .formatted(id, storm.topics().topic(id), storm.topics().data(id, now)));
  }
}
