package io.feedhorn.transport;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.HttpTestClient;
import io.feedhorn.http.RunningServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client that polls, each time with the cursor of the last answer. */
final class PollingReader implements TestReader {
  private static final int LIMIT = 7;
  private static final long PATIENCE_NANOS = 15_000_000_000L;

  private final HttpTestClient http;
  private final double waitSeconds;
  private final Deque<String> received = new ArrayDeque<>();
  private SubscribeRequest request = SubscribeRequest.of();
  private @Nullable String refusal;
  private @Nullable Boolean recovered;
  private String cursor = "";

  /**
   * @param waitSeconds the seconds that a poll waits; 0 for short polling
   */
  PollingReader(RunningServer server, double waitSeconds) {
    this.http = server.http();
    this.waitSeconds = waitSeconds;
  }

  @Override
  public void subscribe(SubscribeRequest other) {
    request = other;
    received.clear();
    recovered = null;
    refusal = null;
    poll(other.since(), 0);
  }

  private void poll(@Nullable String since, double wait) {
    HttpResponse<String> response =
        http.get(
            "/v1/updates?topics="
                + HttpTestClient.query(String.join(",", request.topics()))
                + (since == null ? "" : "&since=" + HttpTestClient.query(since))
                + (request.conflate() ? "&conflate=true" : "")
                + (wait > 0 ? "&wait=" + wait : "")
                + "&limit="
                + LIMIT);
    if (response.statusCode() != 200) {
      refusal = new JsonObject(response.body()).getString("code");
      return;
    }
    JsonObject answer = new JsonObject(response.body());
    cursor = answer.getString("cursor");
    recovered = recovered == null ? answer.getBoolean("recovered") : recovered;
    received.addAll(updates(response.body()));
  }

  /** Returns the update objects of an answer, byte for byte. */
  static List<String> updates(String answer) {
    String key = "\"updates\":[";
    String list = answer.substring(answer.indexOf(key) + key.length(), answer.length() - 2);
    List<String> updates = new ArrayList<>();
    int depth = 0;
    int start = 0;
    boolean quoted = false;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == '{' || c == '[')) {
        depth++;
      } else if (!quoted && (c == '}' || c == ']') && --depth == 0) {
        updates.add(list.substring(start, i + 1));
        start = i + 2;
      }
    }
    assertThat(updates).hasSameSizeAs(new JsonArray("[" + list + "]"));
    return updates;
  }

  @Override
  public @Nullable String refusal() {
    return refusal;
  }

  @Override
  public String next() {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (received.isEmpty()) {
      assertThat(System.nanoTime()).as("no update in time").isLessThan(deadline);
      if (waitSeconds == 0) {
        pauseBetweenPolls();
      }
      poll(cursor, waitSeconds);
    }
    return received.remove();
  }

  /** Waits for the interval of short polling. */
  private static void pauseBetweenPolls() {
    try {
      MILLISECONDS.sleep(3);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public List<String> restOfResponse() {
    List<String> rest = List.copyOf(received);
    received.clear();
    return rest;
  }

  @Override
  public String cursor() {
    assertThat(received).as("a partly read answer has no cursor").isEmpty();
    return cursor;
  }

  @Override
  public @Nullable Boolean recovered() {
    return recovered;
  }

  @Override
  public void close() {}
}
