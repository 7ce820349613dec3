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
 * Publishes at a rate over a WebSocket, to one node after the other, without waiting for each
 * answer. What was not answered when the connection ended may be in the log or not, and is not sent
 * again. Owned by one event loop.
 */
final class SocketPublisher {
  private static final int TICK_MILLIS = 5;
  private static final int MAX_UNANSWERED = 4_000;
  private static final long ANSWER_WITHIN = TimeUnit.SECONDS.toNanos(8);
  private static final long STAY = TimeUnit.SECONDS.toNanos(3);
  private static final long PAUSE_MILLIS = 50;

  private final StormStage stage;
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
  private long unknown;

  /**
   * @param perSecond how many to publish
   * @param hops whether it goes to another node every few seconds
   */
  SocketPublisher(StormStage stage, long seed, double perSecond, boolean hops) {
    this.stage = stage;
    this.random = new Random(seed);
    this.perNano = perSecond / 1e9;
    this.hops = hops;
    this.context = stage.vertx().getOrCreateContext();
    this.client =
        stage.vertx().createWebSocketClient(new WebSocketClientOptions().setConnectTimeout(1_000));
  }

  void start() {
    context.runOnContext(
        turn -> {
          begun = System.nanoTime();
          stage.vertx().setPeriodic(TICK_MILLIS, this::tick);
          connect();
        });
  }

  /** Publishes no more, and waits for the answers. */
  Future<Void> stop() {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        turn -> {
          stopped = true;
          leaving = true;
          stage
              .vertx()
              .setPeriodic(
                  TICK_MILLIS,
                  timer -> {
                    if (unanswered.isEmpty()) {
                      stage.vertx().cancelTimer(timer);
                      done.tryComplete();
                    }
                  });
        });
    return done.future();
  }

  long refused() {
    return refused;
  }

  long unknown() {
    return unknown;
  }

  private void connect() {
    if (stopped) {
      return;
    }
    String[] address =
        stage.addresses().get(random.nextInt(stage.addresses().size())).split(":", -1);
    WebSocketConnectOptions options = new WebSocketConnectOptions();
    options.setHost(address[0]).setPort(Integer.parseInt(address[1])).setURI("/v1/ws");
    options.setTimeout(2_000);
    client.connect(options).onSuccess(this::connected).onFailure(failure -> again());
  }

  private void again() {
    stage.vertx().setTimer(PAUSE_MILLIS, due -> connect());
  }

  private void connected(WebSocket opened) {
    socket = opened;
    leaving = stopped;
    until = System.nanoTime() + STAY / 2 + random.nextLong(STAY);
    opened.textMessageHandler(this::told);
    opened.exceptionHandler(failure -> {});
    opened.closeHandler(closed -> ended(opened));
  }

  private void ended(WebSocket which) {
    if (socket == which) {
      socket = null;
      unknown += unanswered.size();
      unanswered.clear();
      again();
    }
  }

  private void told(String text) {
    if (text.startsWith("{\"type\":\"published\"")) {
      long id = AcceptedUpdates.number(text, "\"id\":", 0);
      unanswered.remove(id);
      stage.answered(id, text);
    } else if (text.startsWith("{\"type\":\"error\"")) {
      unanswered.remove(AcceptedUpdates.number(text, "\"id\":", 0));
      refused++;
      if (!text.contains("\"unavailable\"")) {
        stage.violations().wrong(Violation.FOREIGN, 1, "a publish was answered " + text);
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
      // Half a second of it was missed: it is not made up for.
      sent += due;
      due = 0;
    }
    if (open == null) {
      return;
    }
    leaving |= hops && now > until;
    boolean dead = !unanswered.isEmpty() && now - oldest() > ANSWER_WITHIN;
    if (dead || (leaving && unanswered.isEmpty())) {
      open.close();
      ended(open);
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
    long id = stage.ids().getAndIncrement();
    unanswered.put(id, now);
    sent++;
    open.writeTextMessage(
        "{\"type\":\"publish\",\"id\":%d,\"topic\":\"%s\",\"data\":%s}"
            .formatted(id, stage.topics().topic(id), stage.topics().data(id, now)));
  }
}
