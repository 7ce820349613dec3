package io.feedhorn.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A reader of a topic that behaves like EventSource: after the end of a connection it waits for the
 * time of {@code retry:} and resumes with {@code Last-Event-ID}. It stops after any status but 200.
 */
final class RollingStream implements AutoCloseable {
  private final HttpClient client;
  private final URI url;
  private final String token;
  private final List<Long> values = new CopyOnWriteArrayList<>();
  private final Set<Integer> statuses = ConcurrentHashMap.newKeySet();
  private final Thread thread = new Thread(this::run, "rolling-stream");
  private volatile boolean stopped;
  private @Nullable String lastEventId;
  private @Nullable String id;
  private String data = "";
  private String type = "";
  private long retryMillis = 1_000;

  RollingStream(HttpClient client, URI proxy, String token, String topic) {
    this.client = client;
    this.url = proxy.resolve("/v1/stream?topics=" + topic);
    this.token = token;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      int status = 200;
      while (!stopped && status == 200) {
        status = read();
        statuses.add(status);
        TimeUnit.MILLISECONDS.sleep(retryMillis);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private int read() throws InterruptedException {
    resetBlock();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("Accept", "text/event-stream")
            .header("Authorization", token);
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    try {
      HttpResponse<Stream<String>> answer = client.send(request.build(), BodyHandlers.ofLines());
      try (Stream<String> lines = answer.body()) {
        if (answer.statusCode() == 200) {
          lines.forEach(this::line);
        }
      }
      return answer.statusCode();
    } catch (IOException | java.io.UncheckedIOException broken) {
      return 200; // EventSource reconnects after the end of a connection.
    }
  }

  private void line(String line) {
    if (line.isEmpty()) {
      dispatch();
    } else if (line.startsWith("id: ")) {
      id = line.substring(4);
    } else if (line.startsWith("event: ")) {
      type = line.substring(7);
    } else if (line.startsWith("data: ")) {
      data = line.substring(6);
    } else if (line.startsWith("retry: ")) {
      retryMillis = Long.parseLong(line.substring(7));
    }
  }

  private void dispatch() {
    lastEventId = id == null ? lastEventId : id;
    if (type.equals("update")) {
      String value = data.substring(data.indexOf("\"data\":") + 7, data.length() - 1);
      values.add(Long.valueOf(value));
    }
    resetBlock();
  }

  private void resetBlock() {
    id = null;
    type = "";
    data = "";
  }

  /** Returns the received values in order. */
  List<Long> values() {
    return List.copyOf(values);
  }

  long last() {
    return values.isEmpty() ? 0 : values.get(values.size() - 1);
  }

  /** Returns the statuses of all responses. */
  Set<Integer> statuses() {
    return Set.copyOf(statuses);
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
  }
}
