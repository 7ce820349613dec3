package io.feedhorn.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/**
 * A publisher of 1, 2, 3, … on a topic that repeats each value until the answer is 201. Runs on its
 * own thread.
 */
final class RollingPublisher implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final HttpClient client;
  private final URI url;
  private final String token;
  private final AtomicLong published = new AtomicLong();
  private final Thread thread = new Thread(this::run, "rolling-publisher");
  private volatile boolean stopped;

  RollingPublisher(HttpClient client, URI proxy, String token, String topic) {
    this.client = client;
    this.url = proxy.resolve("/v1/topics/" + topic);
    this.token = token;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!stopped) {
        long next = published.get() + 1;
        if (isPublished(next)) {
          published.set(next);
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** Publishes a value; repetitions have the same key, so it is not published twice. */
  private boolean isPublished(long value) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", token)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "rolling-" + value)
            .POST(BodyPublishers.ofString(Long.toString(value)))
            .build();
    try {
      return client.send(request, BodyHandlers.ofString()).statusCode() == 201;
    } catch (IOException broken) {
      return false;
    }
  }

  /** Waits until a number of further values are published. */
  void awaitMore(int count) {
    long until = published.get() + count;
    Awaitility.await().atMost(TIMEOUT).until(() -> published.get() >= until);
  }

  /** Stops publishing and returns the number of published values. */
  long stop() throws InterruptedException {
    stopped = true;
    thread.join(TIMEOUT.toMillis());
    return published.get();
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
  }
}
