package io.feedhorn.bench.restart;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Publishes at a rate and stores the newest accepted offset of this epoch and the one before. */
final class RestartPublisher extends Thread {
  private static final Pattern CURSOR = Pattern.compile("\"cursor\":\"([^\"]+):(\\d+)\"");

  private final URI topic;
  private final long intervalMillis;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, Integer> refused = new TreeMap<>();
  private String epoch = "";
  private long accepted;
  private long acceptedBefore;
  private volatile boolean stopped;

  RestartPublisher(int port, int rate) {
    super("restart-publisher");
    this.topic = URI.create("http://127.0.0.1:" + port + "/v1/topics/" + RestartScenario.TOPIC);
    this.intervalMillis = 1_000 / rate;
    setDaemon(true);
  }

  @Override
  public void run() {
    while (!stopped) {
      try {
        HttpResponse<String> response =
            client.send(
                HttpRequest.newBuilder(topic)
                    .timeout(Duration.ofSeconds(10))
                    .POST(BodyPublishers.ofString(Long.toString(System.nanoTime())))
                    .build(),
                BodyHandlers.ofString());
        handleResponse(response);
        Thread.sleep(intervalMillis);
      } catch (IOException down) {
        countRefused("down");
      } catch (InterruptedException end) {
        return;
      }
    }
  }

  private synchronized void handleResponse(HttpResponse<String> response) {
    Matcher cursor = CURSOR.matcher(response.body());
    if (response.statusCode() != 201 || !cursor.find()) {
      countRefused(Integer.toString(response.statusCode()));
      return;
    }
    if (!cursor.group(1).equals(epoch)) {
      epoch = cursor.group(1);
      acceptedBefore = accepted;
    }
    accepted = Long.parseLong(cursor.group(2));
  }

  private synchronized void countRefused(String reason) {
    refused.merge(reason, 1, Integer::sum);
  }

  /** Returns the newest accepted offset. */
  synchronized long accepted() {
    return accepted;
  }

  /** Returns the newest accepted offset of the previous epoch. */
  synchronized long acceptedBefore() {
    return acceptedBefore;
  }

  /** Returns the number of refused publishes by status; {@code down} if no server listened. */
  synchronized String refused() {
    return refused.toString();
  }

  void stopAndJoin() throws InterruptedException {
    stopped = true;
    join();
  }
}
