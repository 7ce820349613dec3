package io.feedhorn.conform;

import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.HttpAnswer;
import io.feedhorn.client.PollingReader;
import io.feedhorn.client.PublishReceipt;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.UpdateReader;
import io.feedhorn.json.JsonMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Checks of requests for snapshots, history, the list of topics and the time. */
final class SnapshotChecks {
  static final List<ContractCheck> CHECKS =
      List.of(
          new ContractCheck(
              "rest.snapshot",
              "A snapshot has ETag \"epoch:offset\"; If-None-Match gives 304; a missing one 404",
              SnapshotChecks::snapshot),
          new ContractCheck(
              "rest.history",
              "History is the newest N updates, oldest first, with a cursor to resume from",
              SnapshotChecks::history),
          new ContractCheck(
              "rest.topics",
              "Topics are listed by pattern, in pages without a hole",
              SnapshotChecks::topics),
          new ContractCheck(
              "rest.time", "/v1/time gives Unix time in milliseconds", SnapshotChecks::time));

  private SnapshotChecks() {}

  private static String snapshot(CheckContext context) {
    String topic = context.prefix() + ".a";
    String path = "/v1/topics/" + topic;
    HttpAnswer none = context.client().get(path);
    CheckFailed.requireEqual("the status of a topic without updates", 404, none.status());
    CheckFailed.requireEqual(
        "the code of a topic without updates", "not_found", none.json().optionalString("code"));
    PublishReceipt receipt = context.publish(topic, "1");
    HttpAnswer first = context.client().get(path).requireStatus(200);
    CheckFailed.requireEqual("the snapshot", receipt.update("1"), first.body());
    String feed = topic.substring(0, topic.indexOf('.'));
    String tag = '"' + receipt.cursor().substring(feed.length() + 1) + '"';
    CheckFailed.requireEqual("ETag", tag, first.header("ETag"));
    HttpAnswer same = context.client().get(path, "If-None-Match", tag);
    CheckFailed.requireEqual("the status of the same snapshot", 304, same.status());
    context.publish(topic, "2");
    CheckFailed.requireEqual(
        "the status of a newer snapshot",
        200,
        context.client().get(path, "If-None-Match", tag).status());
    return "";
  }

  private static String history(CheckContext context) {
    String topic = context.prefix() + ".a";
    List<String> updates = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      updates.add(context.publish(topic, Integer.toString(i)).update(Integer.toString(i)));
    }
    HttpAnswer answer =
        context.client().get("/v1/topics/" + topic + "/history?limit=5").requireStatus(200);
    CheckFailed.requireEqual("the newest 5", updates.subList(3, 8), answer.objects("updates"));
    String next = context.publish(topic, "8").update("8");
    String since = answer.json().string("cursor");
    try (UpdateReader reader =
        new PollingReader(context.client(), ReadRequest.of(topic).since(since), 0)) {
      context.expect(reader, List.of(next));
    }
    return "";
  }

  private static String topics(CheckContext context) {
    String prefix = context.prefix();
    List<String> names = IntStream.range(0, 7).mapToObj(i -> prefix + ".t" + i).toList();
    names.forEach(name -> context.publish(name, "1"));
    List<String> listed = new ArrayList<>();
    String after = "";
    do {
      HttpAnswer page =
          context
              .client()
              .get(
                  "/v1/topics?limit=3&match="
                      + FeedhornClient.encoded(prefix + ".*")
                      + (after.isEmpty() ? "" : "&after=" + FeedhornClient.encoded(after)))
              .requireStatus(200);
      List<String> topics = page.objects("topics");
      CheckFailed.require(topics.size() <= 3, "a page of 3 has " + topics.size());
      topics.forEach(topic -> listed.add(JsonMessage.parse(topic).string("topic")));
      String next = page.json().optionalString("next");
      after = next == null ? "" : next;
    } while (!after.isEmpty() && listed.size() <= names.size());
    CheckFailed.requireEqual("the topics of all pages", names, listed.stream().sorted().toList());
    return "";
  }

  private static String time(CheckContext context) {
    Double now = context.client().get("/v1/time").requireStatus(200).json().number("now");
    CheckFailed.require(now != null && now > 1.6e12 && now < 1e14, "now is " + now);
    return "";
  }
}
