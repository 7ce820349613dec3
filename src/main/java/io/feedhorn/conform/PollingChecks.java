package io.feedhorn.conform;

import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.HttpAnswer;
import io.feedhorn.client.PollingReader;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
import io.feedhorn.json.JsonMessage;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Checks of long and short polling. */
final class PollingChecks {
  static final List<ContractCheck> CHECKS =
      List.of(
          new ContractCheck(
              "poll.paging",
              "Pages cut by limit have no hole and no overlap, whatever the limit",
              PollingChecks::paging),
          new ContractCheck(
              "poll.short", "Without wait the answer comes at once", PollingChecks::atOnce),
          new ContractCheck(
              "poll.wait",
              "A poll without an update is answered in time, with the cursor to resume from",
              PollingChecks::waits),
          new ContractCheck(
              "poll.woken", "A waiting poll is answered by an update", PollingChecks::woken),
          new ContractCheck(
              "poll.many",
              "Many polls that wait on one topic are all answered by one update",
              PollingChecks::many));

  private static final double SLACK_SECONDS = 1.5;

  /** A poll that was answered late is repeated, since a busy machine answers late. */
  private static final int ATTEMPTS = 3;

  private PollingChecks() {}

  private static void need(CheckContext context) {
    context.transports(t -> t == Transport.LONG_POLLING || t == Transport.SHORT_POLLING);
  }

  private static String paging(CheckContext context) {
    need(context);
    String prefix = context.prefix();
    String since = context.publish(prefix + ".start", "0").cursor();
    List<String> updates = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String json = Integer.toString(i);
      updates.add(context.publish(prefix + ".t" + i % 3, json).update(json));
    }
    for (int limit : new int[] {1, 2, 7, 39, 40, 41}) {
      List<String> all = new ArrayList<>();
      String cursor = since;
      boolean more = true;
      while (more && all.size() <= updates.size()) {
        ReadRequest request =
            ReadRequest.of(prefix + ".t0", prefix + ".*").since(cursor).limit(limit);
        HttpAnswer page =
            context.client().get("/v1/updates?" + request.pollQuery()).requireStatus(200);
        List<String> some = page.objects("updates");
        more = page.json().flag("more", false);
        CheckFailed.require(some.size() <= limit, "a page of " + limit + " has " + some.size());
        CheckFailed.require(
            !more || !some.isEmpty(), "an empty page that says more: " + page.excerpt());
        CheckFailed.require(page.json().flag("recovered", false), "a page says recovered: false");
        all.addAll(some);
        cursor = page.json().string("cursor");
      }
      for (int i = 0; i < Math.max(all.size(), updates.size()); i++) {
        CheckFailed.requireEqual(
            "with limit " + limit + ", update " + (i + 1),
            i < updates.size() ? updates.get(i) : null,
            i < all.size() ? all.get(i) : null);
      }
    }
    return "";
  }

  private static String atOnce(CheckContext context) {
    need(context);
    String topic = context.prefix() + ".a";
    String cursor = context.publish(topic, "1").cursor();
    requireAbout(0, () -> poll(context, topic, cursor, ""));
    return "";
  }

  private static String waits(CheckContext context) {
    need(context);
    String topic = context.prefix() + ".a";
    String cursor = context.publish(topic, "1").cursor();
    requireAbout(1, () -> poll(context, topic, cursor, "&wait=1"));
    HttpAnswer preferred =
        requireAbout(1, () -> poll(context, topic, cursor, "", "Prefer", "wait=1"));
    String next = context.publish(topic, "2").update("2");
    String answerCursor = preferred.json().string("cursor");
    try (UpdateReader reader =
        new PollingReader(context.client(), ReadRequest.of(topic).since(answerCursor), 0)) {
      context.expect(reader, List.of(next));
    }
    return "";
  }

  private static String woken(CheckContext context) throws InterruptedException {
    need(context);
    double seconds = secondsUntilWoken(context);
    for (int i = 1; i < ATTEMPTS && seconds >= SLACK_SECONDS; i++) {
      seconds = secondsUntilWoken(context);
    }
    CheckFailed.require(
        seconds < SLACK_SECONDS, "it was answered " + seconds + " s after the update");
    return "";
  }

  private static double secondsUntilWoken(CheckContext context) throws InterruptedException {
    String topic = context.prefix() + ".a";
    String cursor = context.publish(topic, "1").cursor();
    String path = "/v1/updates?" + ReadRequest.of(topic).since(cursor).pollQuery() + "&wait=30";
    CompletableFuture<HttpAnswer> held =
        context.client().sendAsync("GET", path, null).toCompletionStage().toCompletableFuture();
    TimeUnit.MILLISECONDS.sleep(200);
    CheckFailed.require(!held.isDone(), "a poll was answered without an update");
    long start = System.nanoTime();
    String update = context.publish(topic, "2").update("2");
    HttpAnswer answer =
        FeedhornClient.await(Future.fromCompletionStage(held), context.options().patience())
            .requireStatus(200);
    double seconds = seconds(start);
    CheckFailed.requireEqual("the updates", List.of(update), answer.objects("updates"));
    return seconds;
  }

  private static String many(CheckContext context) throws InterruptedException {
    context.requireTransport(Transport.LONG_POLLING);
    String topic = context.prefix() + ".a";
    String cursor = context.publish(topic, "1").cursor();
    String path = "/v1/updates?" + ReadRequest.of(topic).since(cursor).pollQuery() + "&wait=60";
    List<Future<HttpAnswer>> held = new ArrayList<>();
    for (int i = 0; i < context.options().pollers(); i++) {
      held.add(context.client().sendAsync("GET", path, null));
    }
    awaitWaitingPolls(context, topic);
    long start = System.nanoTime();
    String update = context.publish(topic, "2").update("2");
    FeedhornClient.await(
        Future.all(held), context.options().patience().plus(Duration.ofSeconds(20)));
    double seconds = seconds(start);
    for (Future<HttpAnswer> each : held) {
      HttpAnswer answer = each.result().requireStatus(200);
      CheckFailed.requireEqual("the updates", List.of(update), answer.objects("updates"));
      CheckFailed.requireEqual("recovered", "true", answer.json().raw("recovered"));
    }
    return held.size() + " polls were answered within %.0f ms".formatted(seconds * 1e3);
  }

  /**
   * Waits until most polls have arrived. The wait is limited, because the contract does not promise
   * that a waiting poll counts as a subscriber; later polls are answered, too.
   */
  private static void awaitWaitingPolls(CheckContext context, String topic)
      throws InterruptedException {
    int polls = context.options().pollers();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_000 + 2L * polls);
    double there = 0;
    while (there < polls && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(100);
      HttpAnswer listed = context.client().get("/v1/topics?match=" + topic).requireStatus(200);
      String own = listed.objects("topics").get(0);
      Double subscribers = JsonMessage.parse(own).number("subscribers");
      there = subscribers == null ? 0 : subscribers;
    }
  }

  private static HttpAnswer poll(
      CheckContext context, String topic, String since, String more, String... headers) {
    String path = "/v1/updates?" + ReadRequest.of(topic).since(since).pollQuery() + more;
    return context.client().get(path, headers).requireStatus(200);
  }

  private static void requireEmpty(HttpAnswer answer) {
    boolean complete = answer.json().has("cursor") && answer.json().has("now");
    CheckFailed.require(complete, "no cursor, or no now: " + answer.excerpt());
    CheckFailed.requireEqual("recovered", "true", answer.json().raw("recovered"));
    CheckFailed.requireEqual("the updates", List.of(), answer.objects("updates"));
  }

  /** Requires that an empty answer takes this time. Returns the answer. */
  private static HttpAnswer requireAbout(double expected, Supplier<HttpAnswer> poll) {
    for (int i = 1; ; i++) {
      long start = System.nanoTime();
      HttpAnswer answer = poll.get();
      double seconds = seconds(start);
      requireEmpty(answer);
      boolean inTime = seconds < expected + SLACK_SECONDS;
      CheckFailed.require(
          seconds > expected - 0.1 && (inTime || i < ATTEMPTS),
          "a wait of %.0f s took %.2f s".formatted(expected, seconds));
      if (inTime) {
        return answer;
      }
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
