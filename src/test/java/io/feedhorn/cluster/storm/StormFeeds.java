package io.feedhorn.cluster.storm;

import io.feedhorn.json.JsonMessage;
import io.feedhorn.model.Cursor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The beginnings and ends of the feeds of a storm. */
final class StormFeeds {
  /** The part of the topic of a feed's first update after the name of the feed. */
  static final String FIRST_TOPIC = ".start";

  private static final Duration AGREE_TIMEOUT = Duration.ofSeconds(60);

  private StormFeeds() {}

  /** Publishes the first update of each feed, and returns the cursor after them. */
  static Cursor begin(StormContext storm) throws IOException, InterruptedException {
    HttpClient http = HttpClient.newHttpClient();
    Cursor start = Cursor.empty();
    for (String feed : storm.topics().feeds()) {
      String url = "http://" + storm.addresses().get(0) + "/v1/topics/" + feed + FIRST_TOPIC;
      HttpResponse<String> answer = first(http, url);
      if (answer.statusCode() != 201) {
        throw new IOException(url + " was answered " + answer.statusCode() + " " + answer.body());
      }
      Cursor at = Cursor.parse(StormUpdate.string(answer.body(), "\"cursor\":\""));
      start = start.with(feed, Objects.requireNonNull(at.position(feed)));
    }
    return start;
  }

  /** Publishes until the nodes have found each other. */
  private static HttpResponse<String> first(HttpClient http, String url)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + AGREE_TIMEOUT.toNanos();
    while (true) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(url))
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString("0"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 503 || System.nanoTime() > deadline) {
        return answer;
      }
      Thread.sleep(200);
    }
  }

  /** Returns the ends of the feeds when all nodes agree; reports a violation if they do not. */
  static Cursor endOffsets(StormContext storm, Nodes nodes) throws InterruptedException {
    long deadline = System.nanoTime() + AGREE_TIMEOUT.toNanos();
    while (true) {
      List<Cursor> ends = new ArrayList<>();
      for (NodeProcess node : nodes.all()) {
        ends.add(endOffsets(storm, node));
      }
      if (ends.stream().distinct().count() == 1) {
        return ends.get(0);
      }
      if (System.nanoTime() > deadline) {
        storm
            .violations()
            .report(
                Violation.DISAGREEMENT, 1, "nodes do not agree on the ends of the feeds: " + ends);
        return ends.get(0);
      }
      Thread.sleep(200);
    }
  }

  private static Cursor endOffsets(StormContext storm, NodeProcess node)
      throws InterruptedException {
    Cursor ends = Cursor.empty();
    for (String feed : storm.topics().feeds()) {
      String answer = node.body("/v1/updates?topics=" + feed + ".%3E");
      if (answer.startsWith("{\"cursor\"")) {
        Cursor own = Cursor.parse(JsonMessage.parse(answer).string("cursor"));
        for (var each : own.positions().entrySet()) {
          ends = ends.with(each.getKey(), each.getValue());
        }
      }
    }
    return ends;
  }
}
