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

/** Publishes at a rate and remembers what was accepted, of this log and of the one before. */
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
    super("source");
    this.topic = URI.create("http://127.0.0.1:" + port + "/v1/topics/" + RestartScenario.TOPIC);
    this.intervalMillis = 1_000 / rate;
    setDaemon(true);
  }

  @Override
  public void run() {
    while (!stopped) {
      try {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(topic)
                    .timeout(Duration.ofSeconds(10))
                    .POST(BodyPublishers.ofString(Long.toString(System.nanoTime())))
                    .build(),
                BodyHandlers.ofString());
        handleResponse(answer);
        Thread.sleep(intervalMillis);
      } catch (IOException down) {
        handleResponse("down");
      } catch (InterruptedException end) {
        return;
      }
    }
  }

  private synchronized void handleResponse(HttpResponse<String> answer) {
    Matcher cursor = CURSOR.matcher(answer.body());
    if (answer.statusCode() != 201 || !cursor.find()) {
      handleResponse(Integer.toString(answer.statusCode()));
      return;
    }
    if (!cursor.group(1).equals(epoch)) {
      epoch = cursor.group(1);
      acceptedBefore = accepted;
    }
    accepted = Long.parseLong(cursor.group(2));
  }

  private synchronized void handleResponse(String refusal) {
    refused.merge(refusal, 1, Integer::sum);
  }

  /** The newest offset that was accepted. */
  synchronized long accepted() {
    return accepted;
  }

  /** The newest offset that the log before accepted. */
  synchronized long acceptedBefore() {
    return acceptedBefore;
  }

  /** Returns the number of refused values by status; {@code down} where nobody listened. */
  synchronized String refused() {
    return refused.toString();
  }

  void stopAndJoin() throws InterruptedException {
    stopped = true;
    join();
  }
}
