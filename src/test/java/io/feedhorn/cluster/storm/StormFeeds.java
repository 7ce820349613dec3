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

/** Where the feeds of a storm begin, and where they end. */
final class StormFeeds {
  /** What follows a feed's name in the topic of its first update. */
  static final String BEGINNING = ".start";

  private static final Duration TO_AGREE = Duration.ofSeconds(30);

  private StormFeeds() {}

  /** Makes the feeds, so that everybody begins where they begin. */
  static Cursor begin(StormStage stage) throws IOException, InterruptedException {
    HttpClient http = HttpClient.newHttpClient();
    Cursor start = Cursor.empty();
    for (String feed : stage.topics().feeds()) {
      String url = "http://" + stage.addresses().get(0) + "/v1/topics/" + feed + BEGINNING;
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(url))
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString("0"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 201) {
        throw new IOException(url + " was answered " + answer.statusCode() + " " + answer.body());
      }
      Cursor at = Cursor.parse(AcceptedUpdates.string(answer.body(), "\"cursor\":\""));
      start = start.with(feed, Objects.requireNonNull(at.position(feed)));
    }
    return start;
  }

  /** Where they end, once all nodes say the same; where they never do, that is told as wrong. */
  static Cursor ends(StormStage stage, Nodes nodes) throws InterruptedException {
    long deadline = System.nanoTime() + TO_AGREE.toNanos();
    while (true) {
      List<Cursor> told = new ArrayList<>();
      for (NodeProcess node : nodes.all()) {
        told.add(ends(stage, node));
      }
      if (told.stream().distinct().count() == 1) {
        return told.get(0);
      }
      if (System.nanoTime() > deadline) {
        stage
            .violations()
            .wrong(Violation.DISAGREEMENT, 1, "nodes do not agree where feeds end: " + told);
        return told.get(0);
      }
      Thread.sleep(200);
    }
  }

  private static Cursor ends(StormStage stage, NodeProcess node) throws InterruptedException {
    Cursor ends = Cursor.empty();
    for (String feed : stage.topics().feeds()) {
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
