package io.feedhorn.conform;

import io.feedhorn.json.JsonMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Snapshots, history, the list of topics, the time: plain requests. */
final class SnapshotChecks {
  static final List<ContractCheck> CLAIMS =
      List.of(
          new ContractCheck(
              "rest.snapshot",
              "A snapshot has ETag \"epoch:offset\"; If-None-Match gives 304; none is 404",
              SnapshotChecks::snapshot),
          new ContractCheck(
              "rest.history",
              "History is the newest N updates, oldest first, with a cursor that goes on",
              SnapshotChecks::history),
          new ContractCheck(
              "rest.topics",
              "Topics are listed by pattern, in pages without a hole",
              SnapshotChecks::topics),
          new ContractCheck(
              "rest.time", "/v1/time gives Unix time in milliseconds", SnapshotChecks::time));

  private SnapshotChecks() {}

  private static String snapshot(CheckContext checkContext) {
    String topic = checkContext.prefix() + ".a";
    String path = "/v1/topics/" + topic;
    HttpAnswer none = checkContext.target().get(path);
    CheckFailed.unlessSame("the status where nothing was published", 404, none.status());
    CheckFailed.unlessSame("its code", "not_found", none.json().optionalString("code"));
    PublishReceipt receipt = checkContext.publish(topic, "1");
    HttpAnswer first = checkContext.target().get(path).must(200);
    CheckFailed.unlessSame("the snapshot", receipt.update("1"), first.body());
    String feed = topic.substring(0, topic.indexOf('.'));
    String tag = '"' + receipt.cursor().substring(feed.length() + 1) + '"';
    CheckFailed.unlessSame("ETag", tag, first.header("ETag"));
    HttpAnswer same = checkContext.target().get(path, "If-None-Match", tag);
    CheckFailed.unlessSame("the status of the same snapshot", 304, same.status());
    checkContext.publish(topic, "2");
    CheckFailed.unlessSame(
        "the status of a newer snapshot",
        200,
        checkContext.target().get(path, "If-None-Match", tag).status());
    return "";
  }

  private static String history(CheckContext checkContext) {
    String topic = checkContext.prefix() + ".a";
    List<String> updates = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      updates.add(checkContext.publish(topic, Integer.toString(i)).update(Integer.toString(i)));
    }
    HttpAnswer answer =
        checkContext.target().get("/v1/topics/" + topic + "/history?limit=5").must(200);
    CheckFailed.unlessSame("the newest 5", updates.subList(3, 8), answer.objects("updates"));
    String next = checkContext.publish(topic, "8").update("8");
    String since = answer.json().string("cursor");
    try (TransportClient reader =
        new PollingClient(checkContext.target(), ReadRequest.of(topic).since(since), 0)) {
      checkContext.expect(reader, List.of(next));
    }
    return "";
  }

  private static String topics(CheckContext checkContext) {
    String prefix = checkContext.prefix();
    List<String> names = IntStream.range(0, 7).mapToObj(i -> prefix + ".t" + i).toList();
    names.forEach(name -> checkContext.publish(name, "1"));
    List<String> listed = new ArrayList<>();
    String after = "";
    do {
      HttpAnswer page =
          checkContext
              .target()
              .get(
                  "/v1/topics?limit=3&match="
                      + ServerUnderTest.encoded(prefix + ".*")
                      + (after.isEmpty() ? "" : "&after=" + ServerUnderTest.encoded(after)))
              .must(200);
      List<String> topics = page.objects("topics");
      CheckFailed.unless(topics.size() <= 3, "a page of 3 has " + topics.size());
      topics.forEach(topic -> listed.add(JsonMessage.parse(topic).string("topic")));
      String next = page.json().optionalString("next");
      after = next == null ? "" : next;
    } while (!after.isEmpty() && listed.size() <= names.size());
    CheckFailed.unlessSame("the topics of all pages", names, listed.stream().sorted().toList());
    return "";
  }

  private static String time(CheckContext checkContext) {
    Double now = checkContext.target().get("/v1/time").must(200).json().number("now");
    CheckFailed.unless(now != null && now > 1.6e12 && now < 1e14, "now is " + now);
    return "";
  }
}
