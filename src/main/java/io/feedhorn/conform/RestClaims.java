package io.feedhorn.conform;

import io.feedhorn.model.JsonFields;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Snapshots, history, the list of topics, the time: plain requests. */
final class RestClaims {
  static final List<Claim> CLAIMS =
      List.of(
          new Claim(
              "rest.snapshot",
              "A snapshot has ETag \"epoch:offset\"; If-None-Match gives 304; none is 404",
              RestClaims::snapshot),
          new Claim(
              "rest.history",
              "History is the newest N updates, oldest first, with a cursor that goes on",
              RestClaims::history),
          new Claim(
              "rest.topics",
              "Topics are listed by pattern, in pages without a hole",
              RestClaims::topics),
          new Claim("rest.time", "/v1/time gives Unix time in milliseconds", RestClaims::time));

  private RestClaims() {}

  private static String snapshot(Bench bench) {
    String topic = bench.prefix() + ".a";
    String path = "/v1/topics/" + topic;
    Answer none = bench.target().get(path);
    Broken.unlessSame("the status where nothing was published", 404, none.status());
    Broken.unlessSame("its code", "not_found", none.json().optionalString("code"));
    Receipt receipt = bench.publish(topic, "1");
    Answer first = bench.target().get(path).must(200);
    Broken.unlessSame("the snapshot", receipt.update("1"), first.body());
    String feed = topic.substring(0, topic.indexOf('.'));
    String tag = '"' + receipt.cursor().substring(feed.length() + 1) + '"';
    Broken.unlessSame("ETag", tag, first.header("ETag"));
    Answer same = bench.target().get(path, "If-None-Match", tag);
    Broken.unlessSame("the status of the same snapshot", 304, same.status());
    bench.publish(topic, "2");
    Broken.unlessSame(
        "the status of a newer snapshot",
        200,
        bench.target().get(path, "If-None-Match", tag).status());
    return "";
  }

  private static String history(Bench bench) {
    String topic = bench.prefix() + ".a";
    List<String> updates = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      updates.add(bench.publish(topic, Integer.toString(i)).update(Integer.toString(i)));
    }
    Answer answer = bench.target().get("/v1/topics/" + topic + "/history?limit=5").must(200);
    Broken.unlessSame("the newest 5", updates.subList(3, 8), answer.objects("updates"));
    String next = bench.publish(topic, "8").update("8");
    String since = answer.json().string("cursor");
    try (Reader reader = new PollReader(bench.target(), Ask.of(topic).since(since), 0)) {
      bench.expect(reader, List.of(next));
    }
    return "";
  }

  private static String topics(Bench bench) {
    String prefix = bench.prefix();
    List<String> names = IntStream.range(0, 7).mapToObj(i -> prefix + ".t" + i).toList();
    names.forEach(name -> bench.publish(name, "1"));
    List<String> listed = new ArrayList<>();
    String after = "";
    do {
      Answer page =
          bench
              .target()
              .get(
                  "/v1/topics?limit=3&match="
                      + Target.encoded(prefix + ".*")
                      + (after.isEmpty() ? "" : "&after=" + Target.encoded(after)))
              .must(200);
      List<String> topics = page.objects("topics");
      Broken.unless(topics.size() <= 3, "a page of 3 has " + topics.size());
      topics.forEach(topic -> listed.add(JsonFields.parse(topic).string("topic")));
      String next = page.json().optionalString("next");
      after = next == null ? "" : next;
    } while (!after.isEmpty() && listed.size() <= names.size());
    Broken.unlessSame("the topics of all pages", names, listed.stream().sorted().toList());
    return "";
  }

  private static String time(Bench bench) {
    Double now = bench.target().get("/v1/time").must(200).json().number("now");
    Broken.unless(now != null && now > 1.6e12 && now < 1e14, "now is " + now);
    return "";
  }
}
