package io.feedhorn.bench.soak;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A publisher, and readers that connect, disconnect, change transports and are slow. */
@SuppressWarnings("FutureReturnValueIgnored") // failures are counted, or the reader is disconnected
final class ChurnWorkload implements AutoCloseable {
  static final int TOPICS = 20;
  private static final int READERS = 60;
  private static final Pattern POSITION =
      Pattern.compile("\"topic\":\"([^\"]+)\",\"offset\":(\\d+)");

  final AtomicLong published = new AtomicLong();
  final AtomicLong received = new AtomicLong();
  final AtomicLong reconnects = new AtomicLong();
  final AtomicLong faults = new AtomicLong();

  private final int port;
  private final Random random = new Random(7);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(3);
  private final Deque<WebSocket> readers = new ArrayDeque<>();

  ChurnWorkload(int port) {
    this.port = port;
  }

  void start(int rate) {
    executor.scheduleAtFixedRate(
        counted(this::publish), 0, 1_000_000 / rate, TimeUnit.MICROSECONDS);
    executor.scheduleAtFixedRate(counted(this::replaceOldestReader), 0, 250, TimeUnit.MILLISECONDS);
    executor.scheduleAtFixedRate(counted(this::readStreamAndPoll), 0, 1, TimeUnit.SECONDS);
  }

  private interface Task {
    void run() throws Exception;
  }

  private Runnable counted(Task task) {
    return () -> {
      try {
        task.run();
      } catch (InterruptedException end) {
        Thread.currentThread().interrupt();
      } catch (Exception failed) {
        faults.incrementAndGet();
        System.out.println("failed: " + failed);
      }
    };
  }

  private void publish() throws Exception {
    String feed = random.nextInt(10) == 0 ? "chat" : "soak";
    String topic = feed + ".t" + random.nextInt(TOPICS);
    String json = "{\"n\":" + published.get() + ",\"text\":\"" + "x".repeat(100) + "\"}";
    int status =
        client
            .send(
                HttpRequest.newBuilder(uri("http", "/v1/topics/" + topic))
                    .POST(BodyPublishers.ofString(json))
                    .build(),
                BodyHandlers.discarding())
            .statusCode();
    if (status == 201) {
      published.incrementAndGet();
    } else {
      faults.incrementAndGet();
    }
  }

  /** Disconnects the oldest reader, with or without a close frame, and connects a new one. */
  private void replaceOldestReader() throws Exception {
    if (readers.size() >= READERS) {
      WebSocket oldest = readers.remove();
      if (random.nextBoolean()) {
        oldest.abort();
      } else {
        oldest.sendClose(WebSocket.NORMAL_CLOSURE, "").whenComplete((sent, no) -> oldest.abort());
      }
      reconnects.incrementAndGet();
    }
    boolean slow = random.nextInt(5) == 0;
    String path = random.nextInt(4) == 0 ? "/eventbus/websocket" : "/v1/ws";
    WebSocket reader =
        client.newWebSocketBuilder().buildAsync(uri("ws", path), new Reader(slow)).get();
    reader.sendText(
        path.equals("/v1/ws")
            ? "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"soak.*\",\"chat.*\"]}"
            : "{\"type\":\"register\",\"address\":\"soak.*\"}",
        true);
    readers.add(reader);
  }

  /** Reads an event stream and a poll for a short time, as a reader that changes its transport. */
  private void readStreamAndPoll() throws Exception {
    try (InputStream stream =
        client
            .send(
                HttpRequest.newBuilder(uri("http", "/v1/stream?topics=soak.*")).build(),
                BodyHandlers.ofInputStream())
            .body()) {
      received.addAndGet(stream.readNBytes(500).length > 0 ? 1 : 0);
    }
    client.send(
        HttpRequest.newBuilder(uri("http", "/v1/updates?topics=soak.*,chat.*&wait=0.2")).build(),
        BodyHandlers.discarding());
    reconnects.incrementAndGet();
  }

  private URI uri(String scheme, String path) {
    return URI.create(scheme + "://127.0.0.1:" + port + path);
  }

  /** Checks that offsets of each feed grow. A slow reader reads one message each second. */
  private final class Reader implements WebSocket.Listener {
    private final boolean slow;
    private final StringBuilder text = new StringBuilder();
    private long soakOffset;
    private long chatOffset;

    Reader(boolean slow) {
      this.slow = slow;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        Matcher position = POSITION.matcher(text);
        if (text.indexOf("\"type\":\"update\"") >= 0 && position.find()) {
          handleUpdate(position.group(1), Long.parseLong(position.group(2)));
        }
        text.setLength(0);
      }
      if (slow) {
        executor.schedule(() -> socket.request(1), 1, TimeUnit.SECONDS);
      } else {
        socket.request(1);
      }
      return null;
    }

    private void handleUpdate(String topic, long offset) {
      boolean isSoak = topic.startsWith("soak.");
      if (offset <= (isSoak ? soakOffset : chatOffset)) {
        faults.incrementAndGet();
        System.out.println("out of order: " + topic + " " + offset);
      }
      if (isSoak) {
        soakOffset = offset;
      } else {
        chatOffset = offset;
      }
      received.incrementAndGet();
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
    readers.forEach(WebSocket::abort);
  }
}
