package io.feedhorn.bench.durable;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Connections that publish as fast as they are answered. Each has a number of publishes in flight.
 */
final class PublishLoad implements AutoCloseable {
  private static final int MAX_SAMPLES = 4_000_000;

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
      sockets.add(connect(ports.get(i % ports.size()), feed + ".t" + i, inFlight));
    }
    Thread.sleep(1_000);
    samples.set(0);
    refused.set(0);
    long start = answered.get();
    long began = System.nanoTime();
    measuring = true;
    Thread.sleep(seconds * 1_000L);
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

  private WebSocket connect(int port, String topic, int inFlight) throws Exception {
    WebSocket socket = client.connect(port, "127.0.0.1", "/v1/ws").await(10, TimeUnit.SECONDS);
    ArrayDeque<Long> sent = new ArrayDeque<>();
    String text =
        "{\"type\":\"publish\",\"id\":1,\"topic\":\"" + topic + "\",\"data\":{\"price\":64123.55}}";
    Runnable publish =
        () -> {
          sent.add(System.nanoTime());
          socket.writeTextMessage(text);
        };
    socket.textMessageHandler(
        message -> {
          if (message.startsWith("{\"type\":\"welcome\"")) {
            for (int i = 0; i < inFlight; i++) {
              publish.run();
            }
            return;
          }
          answered(message, sent.remove());
          if (!stopped) {
            publish.run();
          }
        });
    return socket;
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
