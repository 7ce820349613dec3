package io.feedhorn.conform;

import io.feedhorn.model.JsonFields;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Long and short polling. */
final class PollingClaims {
  static final List<Claim> CLAIMS =
      List.of(
          new Claim(
              "poll.paging",
              "Pages cut by limit have no hole and no overlap, whatever the limit",
              PollingClaims::paging),
          new Claim("poll.short", "Without wait the answer comes at once", PollingClaims::atOnce),
          new Claim(
              "poll.wait",
              "A poll that waits in vain is answered in time, with the cursor to go on from",
              PollingClaims::waits),
          new Claim(
              "poll.woken",
              "A poll that waits is answered when there is something",
              PollingClaims::woken),
          new Claim(
              "poll.many",
              "Many polls that wait on one topic are all answered by one update",
              PollingClaims::many));

  private static final double SLACK_SECONDS = 1.5;

  private PollingClaims() {}

  private static void need(Bench bench) {
    bench.transports(t -> t == Transport.LONG_POLLING || t == Transport.SHORT_POLLING);
  }

  private static String paging(Bench bench) {
    need(bench);
    String prefix = bench.prefix();
    String since = bench.publish(prefix + ".start", "0").cursor();
    List<String> updates = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String json = Integer.toString(i);
      updates.add(bench.publish(prefix + ".t" + i % 3, json).update(json));
    }
    for (int limit : new int[] {1, 2, 7, 39, 40, 41}) {
      List<String> all = new ArrayList<>();
      String cursor = since;
      boolean more = true;
      while (more && all.size() <= updates.size()) {
        Ask ask = Ask.of(prefix + ".t0", prefix + ".*").since(cursor).limit(limit);
        Answer page = bench.target().get("/v1/updates?" + ask.query()).must(200);
        List<String> some = page.objects("updates");
        more = page.json().flag("more", false);
        Broken.unless(some.size() <= limit, "a page of " + limit + " has " + some.size());
        Broken.unless(!more || !some.isEmpty(), "an empty page that says more: " + page.shown());
        Broken.unless(page.json().flag("recovered", false), "a page says recovered: false");
        all.addAll(some);
        cursor = page.json().string("cursor");
      }
      for (int i = 0; i < Math.max(all.size(), updates.size()); i++) {
        Broken.unlessSame(
            "with limit " + limit + ", update " + (i + 1),
            i < updates.size() ? updates.get(i) : null,
            i < all.size() ? all.get(i) : null);
      }
    }
    return "";
  }

  private static String atOnce(Bench bench) {
    need(bench);
    String topic = bench.prefix() + ".a";
    String cursor = bench.publish(topic, "1").cursor();
    long start = System.nanoTime();
    Answer answer = poll(bench, topic, cursor, "");
    double seconds = seconds(start);
    requireEmpty(answer);
    Broken.unless(seconds < SLACK_SECONDS, "an empty answer took " + seconds + " s");
    return "";
  }

  private static String waits(Bench bench) {
    need(bench);
    String topic = bench.prefix() + ".a";
    String cursor = bench.publish(topic, "1").cursor();
    long start = System.nanoTime();
    requireEmpty(poll(bench, topic, cursor, "&wait=1"));
    requireAbout(1, seconds(start));
    start = System.nanoTime();
    Answer preferred = poll(bench, topic, cursor, "", "Prefer", "wait=1");
    requireEmpty(preferred);
    requireAbout(1, seconds(start));
    String next = bench.publish(topic, "2").update("2");
    String told = preferred.json().string("cursor");
    try (Reader reader = new PollReader(bench.target(), Ask.of(topic).since(told), 0)) {
      bench.expect(reader, List.of(next));
    }
    return "";
  }

  private static String woken(Bench bench) throws InterruptedException {
    need(bench);
    String topic = bench.prefix() + ".a";
    String cursor = bench.publish(topic, "1").cursor();
    String path = "/v1/updates?" + Ask.of(topic).since(cursor).query() + "&wait=30";
    CompletableFuture<Answer> held =
        bench.target().begin("GET", path, null).toCompletionStage().toCompletableFuture();
    TimeUnit.MILLISECONDS.sleep(200);
    Broken.unless(!held.isDone(), "a poll was answered though there was nothing");
    long start = System.nanoTime();
    String update = bench.publish(topic, "2").update("2");
    Answer answer =
        Target.done(Future.fromCompletionStage(held), bench.conditions().patience()).must(200);
    double seconds = seconds(start);
    Broken.unlessSame("the updates", List.of(update), answer.objects("updates"));
    Broken.unless(seconds < SLACK_SECONDS, "it was answered " + seconds + " s after the update");
    return "";
  }

  private static String many(Bench bench) throws InterruptedException {
    bench.need(Transport.LONG_POLLING);
    String topic = bench.prefix() + ".a";
    String cursor = bench.publish(topic, "1").cursor();
    String path = "/v1/updates?" + Ask.of(topic).since(cursor).query() + "&wait=60";
    List<Future<Answer>> held = new ArrayList<>();
    for (int i = 0; i < bench.conditions().pollers(); i++) {
      held.add(bench.target().begin("GET", path, null));
    }
    awaitThem(bench, topic);
    long start = System.nanoTime();
    String update = bench.publish(topic, "2").update("2");
    Target.done(Future.all(held), bench.conditions().patience().plus(Duration.ofSeconds(20)));
    double seconds = seconds(start);
    for (Future<Answer> each : held) {
      Answer answer = each.result().must(200);
      Broken.unlessSame("the updates", List.of(update), answer.objects("updates"));
      Broken.unlessSame("recovered", "true", answer.json().raw("recovered"));
    }
    return held.size() + " polls were answered within %.0f ms".formatted(seconds * 1e3);
  }

  /**
   * Those that come after the update are answered, too; most of them shall be there before. Whether
   * a poll that waits counts as a subscriber is not promised, so they are not waited for longer.
   */
  private static void awaitThem(Bench bench, String topic) throws InterruptedException {
    int polls = bench.conditions().pollers();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_000 + 2L * polls);
    double there = 0;
    while (there < polls && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(100);
      Answer listed = bench.target().get("/v1/topics?match=" + topic).must(200);
      String own = listed.objects("topics").get(0);
      Double subscribers = JsonFields.parse(own).number("subscribers");
      there = subscribers == null ? 0 : subscribers;
    }
  }

  private static Answer poll(
      Bench bench, String topic, String since, String more, String... headers) {
    String path = "/v1/updates?" + Ask.of(topic).since(since).query() + more;
    return bench.target().get(path, headers).must(200);
  }

  private static void requireEmpty(Answer answer) {
    boolean told = answer.json().has("cursor") && answer.json().has("now");
    Broken.unless(told, "no cursor, or no now: " + answer.shown());
    Broken.unlessSame("recovered", "true", answer.json().raw("recovered"));
    Broken.unlessSame("the updates", List.of(), answer.objects("updates"));
  }

  private static void requireAbout(double expected, double seconds) {
    Broken.unless(
        seconds > expected - 0.1 && seconds < expected + SLACK_SECONDS,
        "a wait of %.0f s took %.2f s".formatted(expected, seconds));
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
