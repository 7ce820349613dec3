package io.feedhorn.bench.durable;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Connections that publish as fast as they are answered, each with a number of publishes in flight,
 * or at a fixed rate.
 */
final class PublishLoad implements AutoCloseable {
  private static final int MAX_SAMPLES = 4_000_000;

  private final Vertx vertx;
  private final WebSocketClient client;
  private final List<Integer> ports;
  private final List<WebSocket> sockets = new ArrayList<>();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final long[] latencies = new long[MAX_SAMPLES];
  private final AtomicLong samples = new AtomicLong();
  private volatile boolean measuring;
  private volatile boolean stopped;

  /** Creates connections to these ports in turns. */
  PublishLoad(Vertx vertx, List<Integer> ports) {
    this.vertx = vertx;
    this.ports = List.copyOf(ports);
    this.client =
        vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(1_000));
  }

  /** The result of a window. */
  record Window(double perSecond, double p50Millis, double p99Millis, long refused) {
    @Override
    public String toString() {
      return "%,.0f/s, p50 %.2f ms, p99 %.2f ms%s"
          .formatted(perSecond, p50Millis, p99Millis, refused == 0 ? "" : ", refused " + refused);
    }
  }

  /** Returns the number of all publishes that were answered. */
  long answered() {
    return answered.get();
  }

  /** Publishes on a feed for some time, and measures all but the first second. */
  Window run(String feed, int connections, int inFlight, int seconds) throws Exception {
    stopped = false;
    for (int i = 0; i < connections; i++) {
      Publisher publisher = connect(i, feed, Publisher::sendUnlessStopped);
      publisher.context.runOnContext(
          turn -> {
            for (int n = 0; n < inFlight; n++) {
              publisher.send(System.nanoTime());
            }
          });
    }
    Thread.sleep(1_000);
    return window(() -> Thread.sleep(seconds * 1_000L));
  }

  private Window window(Load load) throws Exception {
    samples.set(0);
    refused.set(0);
    long start = answered.get();
    long began = System.nanoTime();
    measuring = true;
    load.run();
    measuring = false;
    long count = answered.get() - start;
    double elapsed = (System.nanoTime() - began) / 1e9;
    stopped = true;
    Future.all(sockets.stream().map(WebSocket::close).toList()).await(10, TimeUnit.SECONDS);
    sockets.clear();
    int size = (int) Math.min(MAX_SAMPLES, samples.get());
    long[] sorted = Arrays.copyOf(latencies, size);
    Arrays.sort(sorted);
    return new Window(
        count / elapsed,
        size == 0 ? 0 : sorted[size / 2] / 1e6,
        size == 0 ? 0 : sorted[(int) (size * 0.99)] / 1e6,
        refused.get());
  }

  /** Connects and waits for the welcome. */
  private Publisher connect(int number, String feed, Consumer<Publisher> onAnswer)
      throws Exception {
    int port = ports.get(number % ports.size());
    String topic = feed + ".t" + number;
    // The welcome would be lost if it came before the handler.
    ClientWebSocket socket = client.webSocket();
    CompletableFuture<Publisher> welcomed = new CompletableFuture<>();
    socket.textMessageHandler(
        welcome -> {
          Publisher publisher = new Publisher(socket, vertx.getOrCreateContext(), topic);
          socket.textMessageHandler(
              message -> {
                answered(message, publisher.sent.remove());
                onAnswer.accept(publisher);
              });
          welcomed.complete(publisher);
        });
    sockets.add(socket.connect(port, "127.0.0.1", "/v1/ws").await(10, TimeUnit.SECONDS));
    return welcomed.get(10, TimeUnit.SECONDS);
  }

  /** The publishes of a window, which return at its end. */
  private interface Load {
    void run() throws InterruptedException;
  }

  /** One connection. Used by its event loop. */
  private final class Publisher {
    private final ArrayDeque<Long> sent = new ArrayDeque<>();
    private final WebSocket socket;
    private final Context context;
    private final String text;

    Publisher(WebSocket socket, Context context, String topic) {
      this.socket = socket;
      this.context = context;
      this.text =
          "{\"type\":\"publish\",\"id\":1,\"topic\":\""
              + topic
              + "\",\"data\":{\"price\":64123.55}}";
    }

    void sendUnlessStopped() {
      if (!stopped) {
        send(System.nanoTime());
      }
    }

    /**
     * @param due the time from which the latency counts
     */
    void send(long due) {
      sent.add(due);
      socket.writeTextMessage(text);
    }
  }

  private void answered(String message, long sentNanos) {
    if (!message.startsWith("{\"type\":\"published\"")) {
      refused.incrementAndGet();
      return;
    }
    answered.incrementAndGet();
    long index = measuring ? samples.getAndIncrement() : MAX_SAMPLES;
    if (index < MAX_SAMPLES) {
      latencies[(int) index] = System.nanoTime() - sentNanos;
    }
  }

  @Override
  public void close() {
    client.close().await();
  }
}
