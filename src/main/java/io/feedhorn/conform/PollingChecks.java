package io.feedhorn.conform;

import io.feedhorn.json.JsonMessage;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Long and short polling. */
final class PollingChecks {
  static final List<ContractCheck> CLAIMS =
      List.of(
          new ContractCheck(
              "poll.paging",
              "Pages cut by limit have no hole and no overlap, whatever the limit",
              PollingChecks::paging),
          new ContractCheck(
              "poll.short", "Without wait the answer comes at once", PollingChecks::atOnce),
          new ContractCheck(
              "poll.wait",
              "A poll that waits in vain is answered in time, with the cursor to go on from",
              PollingChecks::waits),
          new ContractCheck(
              "poll.woken",
              "A poll that waits is answered when there is something",
              PollingChecks::woken),
          new ContractCheck(
              "poll.many",
              "Many polls that wait on one topic are all answered by one update",
              PollingChecks::many));

  private static final double SLACK_SECONDS = 1.5;

  private PollingChecks() {}

  private static void need(CheckContext checkContext) {
    checkContext.transports(t -> t == Transport.LONG_POLLING || t == Transport.SHORT_POLLING);
  }

  private static String paging(CheckContext checkContext) {
    need(checkContext);
    String prefix = checkContext.prefix();
    String since = checkContext.publish(prefix + ".start", "0").cursor();
    List<String> updates = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String json = Integer.toString(i);
      updates.add(checkContext.publish(prefix + ".t" + i % 3, json).update(json));
    }
    for (int limit : new int[] {1, 2, 7, 39, 40, 41}) {
      List<String> all = new ArrayList<>();
      String cursor = since;
      boolean more = true;
      while (more && all.size() <= updates.size()) {
        ReadRequest readRequest =
            ReadRequest.of(prefix + ".t0", prefix + ".*").since(cursor).limit(limit);
        HttpAnswer page = checkContext.target().get("/v1/updates?" + readRequest.query()).must(200);
        List<String> some = page.objects("updates");
        more = page.json().flag("more", false);
        CheckFailed.unless(some.size() <= limit, "a page of " + limit + " has " + some.size());
        CheckFailed.unless(
            !more || !some.isEmpty(), "an empty page that says more: " + page.shown());
        CheckFailed.unless(page.json().flag("recovered", false), "a page says recovered: false");
        all.addAll(some);
        cursor = page.json().string("cursor");
      }
      for (int i = 0; i < Math.max(all.size(), updates.size()); i++) {
        CheckFailed.unlessSame(
            "with limit " + limit + ", update " + (i + 1),
            i < updates.size() ? updates.get(i) : null,
            i < all.size() ? all.get(i) : null);
      }
    }
    return "";
  }

  private static String atOnce(CheckContext checkContext) {
    need(checkContext);
    String topic = checkContext.prefix() + ".a";
    String cursor = checkContext.publish(topic, "1").cursor();
    long start = System.nanoTime();
    HttpAnswer answer = poll(checkContext, topic, cursor, "");
    double seconds = seconds(start);
    requireEmpty(answer);
    CheckFailed.unless(seconds < SLACK_SECONDS, "an empty answer took " + seconds + " s");
    return "";
  }

  private static String waits(CheckContext checkContext) {
    need(checkContext);
    String topic = checkContext.prefix() + ".a";
    String cursor = checkContext.publish(topic, "1").cursor();
    long start = System.nanoTime();
    requireEmpty(poll(checkContext, topic, cursor, "&wait=1"));
    requireAbout(1, seconds(start));
    start = System.nanoTime();
    HttpAnswer preferred = poll(checkContext, topic, cursor, "", "Prefer", "wait=1");
    requireEmpty(preferred);
    requireAbout(1, seconds(start));
    String next = checkContext.publish(topic, "2").update("2");
    String told = preferred.json().string("cursor");
    try (TransportClient reader =
        new PollingClient(checkContext.target(), ReadRequest.of(topic).since(told), 0)) {
      checkContext.expect(reader, List.of(next));
    }
    return "";
  }

  private static String woken(CheckContext checkContext) throws InterruptedException {
    need(checkContext);
    String topic = checkContext.prefix() + ".a";
    String cursor = checkContext.publish(topic, "1").cursor();
    String path = "/v1/updates?" + ReadRequest.of(topic).since(cursor).query() + "&wait=30";
    CompletableFuture<HttpAnswer> held =
        checkContext.target().begin("GET", path, null).toCompletionStage().toCompletableFuture();
    TimeUnit.MILLISECONDS.sleep(200);
    CheckFailed.unless(!held.isDone(), "a poll was answered though there was nothing");
    long start = System.nanoTime();
    String update = checkContext.publish(topic, "2").update("2");
    HttpAnswer answer =
        ServerUnderTest.done(Future.fromCompletionStage(held), checkContext.conditions().patience())
            .must(200);
    double seconds = seconds(start);
    CheckFailed.unlessSame("the updates", List.of(update), answer.objects("updates"));
    CheckFailed.unless(
        seconds < SLACK_SECONDS, "it was answered " + seconds + " s after the update");
    return "";
  }

  private static String many(CheckContext checkContext) throws InterruptedException {
    checkContext.need(Transport.LONG_POLLING);
    String topic = checkContext.prefix() + ".a";
    String cursor = checkContext.publish(topic, "1").cursor();
    String path = "/v1/updates?" + ReadRequest.of(topic).since(cursor).query() + "&wait=60";
    List<Future<HttpAnswer>> held = new ArrayList<>();
    for (int i = 0; i < checkContext.conditions().pollers(); i++) {
      held.add(checkContext.target().begin("GET", path, null));
    }
    awaitThem(checkContext, topic);
    long start = System.nanoTime();
    String update = checkContext.publish(topic, "2").update("2");
    ServerUnderTest.done(
        Future.all(held), checkContext.conditions().patience().plus(Duration.ofSeconds(20)));
    double seconds = seconds(start);
    for (Future<HttpAnswer> each : held) {
      HttpAnswer answer = each.result().must(200);
      CheckFailed.unlessSame("the updates", List.of(update), answer.objects("updates"));
      CheckFailed.unlessSame("recovered", "true", answer.json().raw("recovered"));
    }
    return held.size() + " polls were answered within %.0f ms".formatted(seconds * 1e3);
  }

  /**
   * Those that come after the update are answered, too; most of them shall be there before. Whether
   * a poll that waits counts as a subscriber is not promised, so they are not waited for longer.
   */
  private static void awaitThem(CheckContext checkContext, String topic)
      throws InterruptedException {
    int polls = checkContext.conditions().pollers();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_000 + 2L * polls);
    double there = 0;
    while (there < polls && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(100);
      HttpAnswer listed = checkContext.target().get("/v1/topics?match=" + topic).must(200);
      String own = listed.objects("topics").get(0);
      Double subscribers = JsonMessage.parse(own).number("subscribers");
      there = subscribers == null ? 0 : subscribers;
    }
  }

  private static HttpAnswer poll(
      CheckContext checkContext, String topic, String since, String more, String... headers) {
    String path = "/v1/updates?" + ReadRequest.of(topic).since(since).query() + more;
    return checkContext.target().get(path, headers).must(200);
  }

  private static void requireEmpty(HttpAnswer answer) {
    boolean told = answer.json().has("cursor") && answer.json().has("now");
    CheckFailed.unless(told, "no cursor, or no now: " + answer.shown());
    CheckFailed.unlessSame("recovered", "true", answer.json().raw("recovered"));
    CheckFailed.unlessSame("the updates", List.of(), answer.objects("updates"));
  }

  private static void requireAbout(double expected, double seconds) {
    CheckFailed.unless(
        seconds > expected - 0.1 && seconds < expected + SLACK_SECONDS,
        "a wait of %.0f s took %.2f s".formatted(expected, seconds));
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
