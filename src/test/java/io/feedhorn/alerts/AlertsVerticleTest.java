package io.feedhorn.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.LoopCalls;
import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.log.LogLimits;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.LogReset;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.feedhorn.publish.FeedWriterVerticle;
import io.feedhorn.publish.NoMetrics;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.Publisher;
import io.feedhorn.publish.UpdateBroadcaster;
import io.feedhorn.publish.WriterRequests;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two evaluating verticles on one event bus are those of two nodes with the same updates. There is
 * one event loop, so that an update that is published after a rule is evaluated after it.
 */
@Timeout(120)
class AlertsVerticleTest {
  private static final FeedOptions NOTIFICATIONS =
      new FeedOptions(DeliveryMode.EVERY, 100, Duration.ofDays(1), "no-cache", false);

  private static final LogLimits LIMITS = new LogLimits(10, 2 * StoredRule.MAX_TOPICS);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final FakeClock clock = new FakeClock();
  private final FeedRegistry feeds =
      new FeedRegistry(
          new FeedsOptions(FeedOptions.DEFAULT, Map.of("notify", NOTIFICATIONS), LIMITS),
          clock,
          new Random(1));
  private final Publisher publisher = Publisher.on(vertx);
  private final AlertRules rules = new AlertRules(vertx, feeds, new AlertOptions(true, 3));
  private final AtomicBoolean first = new AtomicBoolean(true);
  private final AtomicBoolean second = new AtomicBoolean();
  private final CountedAlerts metrics = new CountedAlerts();
  private final CountedAlerts otherMetrics = new CountedAlerts();
  private final List<Object> notified = new CopyOnWriteArrayList<>();

  @BeforeEach
  void deploy() {
    LoopCalls.await(
        vertx.deployVerticle(new FeedWriterVerticle(feeds, new NoMetrics(), 64 * 1024)));
    vertx
        .eventBus()
        .<JsonObject>localConsumer(
            "notify.u1",
            update ->
                notified.add(
                    update.body().getJsonObject("data").getJsonObject("alert").getValue("value")));
    LoopCalls.await(vertx.deployVerticle(new AlertsVerticle(feeds, first::get, metrics)));
    LoopCalls.await(vertx.deployVerticle(new AlertsVerticle(feeds, second::get, otherMetrics)));
  }

  @AfterEach
  void close() {
    LoopCalls.await(vertx.close());
  }

  private void price(String topic, Object price) {
    LoopCalls.await(publisher.publish(topic, new JsonObject().put("price", price)));
  }

  private void rule(String json) {
    LoopCalls.await(rules.put("u1", new JsonObject(json), topics -> {}));
  }

  /** Waits until these are the notified values, and no notification waits to be published. */
  private void awaitNotified(Object... values) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(notified).containsExactly(values));
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !LoopCalls.await(rules.find("u1")).encode().contains("\"pending\""));
  }

  @Test
  void aCrossingNotifiesOnceAndARuleWithoutRepeatEnds() {
    price("prices.a", 12);
    rule(
        "{\"id\":\"r\",\"topic\":\"prices.a\",\"field\":\"price\",\"when\":\"above\",\"value\":10}");
    rule(
        "{\"id\":\"all\",\"topic\":\"prices.a\",\"field\":\"price\",\"when\":\"below\",\"value\":5,"
            + "\"repeat\":true,\"pause\":1}");
    for (int price : List.of(13, 9, 11, 12, 9)) {
      price("prices.a", price);
    }
    awaitNotified(11);

    price("prices.a", 14);
    price("prices.a", 4);
    awaitNotified(11, 4);
    JsonObject ended = LoopCalls.await(rules.find("u1")).getJsonArray("rules").getJsonObject(0);
    assertThat(ended.getBoolean("done")).isTrue();
    assertThat(ended.getJsonObject("last").getValue("value")).isEqualTo(11);
  }

  @Test
  void aLogThatReplacesAnotherIsComparedWithoutAnUpdate() {
    price("prices.a", 9);
    rule(
        "{\"id\":\"r\",\"topic\":\"prices.a\",\"field\":\"price\",\"when\":\"above\",\"value\":10}");
    FeedLog snapshot = feeds.newLog("prices", "other");
    snapshot.append(Topic.parse("prices.a"), Buffer.buffer("{\"price\":12}"), clock.micros());
    feeds.replace("prices", snapshot);

    new UpdateBroadcaster(vertx.eventBus())
        .broadcast(new LogReset("prices", snapshot.endPosition()));

    awaitNotified(12);
  }

  @Test
  void aRuleThatIsMadeAgainStartsAgain() {
    String rule =
        "{\"id\":\"r\",\"topic\":\"prices.a\",\"field\":\"price\",\"when\":\"above\",\"value\":10}";
    rule(rule);
    price("prices.a", 11);
    awaitNotified(11);
    clock.pass(Duration.ofMillis(1));
    rule(rule);
    price("prices.a", 9);
    price("prices.a", 12);
    awaitNotified(11, 12);
  }

  @Test
  void aPatternHasAStateForEachTopic() {
    rule(
        "{\"topic\":\"prices.*\",\"field\":\"price\",\"when\":\"above\",\"value\":10,"
            + "\"repeat\":true}");
    price("prices.a", 11);
    price("prices.b", 12);
    price("prices.a", 13);
    price("prices.c", 14);
    awaitNotified(11, 12, 14);
  }

  @Test
  void aCrossingWithinThePauseIsNotifiedAtItsEnd() {
    rule(
        "{\"topic\":\"prices.a\",\"field\":\"price\",\"when\":\"changes\",\"repeat\":true,"
            + "\"pause\":60}");
    price("prices.a", 1);
    price("prices.a", 2);
    awaitNotified(2);
    price("prices.a", 3);
    clock.pass(Duration.ofSeconds(61));
    awaitNotified(2, 3);
  }

  @Test
  void aLongValueIsNotPartOfTheNotification() {
    rule("{\"topic\":\"prices.a\",\"when\":\"changes\",\"repeat\":true}");
    price("prices.a", "a");
    price("prices.a", "x".repeat(10_000));
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !notified().isEmpty());
    assertThat(notified()).contains("\"offset\":2").doesNotContain("x".repeat(501));
    assertThat(LoopCalls.await(rules.find("u1")).encode()).doesNotContain("x".repeat(501));
  }

  private String notified() {
    FeedLog log = feeds.log("notify");
    Update newest = log == null ? null : log.newest("notify.u1");
    return newest == null ? "" : newest.data().toString();
  }

  @Test
  void moreNotificationsAtOnceThanMayWaitArePublishedInTurn() {
    for (String id : List.of("r", "s")) {
      rule(
          "{\"id\":\"%s\",\"topic\":\"prices.*\",\"field\":\"price\",\"when\":\"above\","
                  .formatted(id)
              + "\"value\":10,\"repeat\":true}");
    }
    List<Future<?>> published = new ArrayList<>();
    for (int i = 0; i < StoredRule.MAX_PENDING - 1; i++) {
      published.add(publisher.publish("prices.t" + i, new JsonObject().put("price", 11)));
    }
    LoopCalls.await(Future.all(published));
    Object[] each = Collections.nCopies(2 * published.size(), (Object) 11).toArray();
    awaitNotified(each);
  }

  @Test
  void valuesThatJsonChangesAreStoredOnce() {
    rule("{\"topic\":\"prices.a\",\"field\":\"price\",\"when\":\"changes\",\"repeat\":true}");
    price("prices.a", 1);
    for (String price : List.of("1e400", "\"\\ud800\"")) {
      clock.pass(Duration.ofSeconds(61));
      send(Topic.parse("prices.a"), "{\"price\":%s}".formatted(price));
    }
    // While the state is stored again and again, its notifications wait.
    awaitNotified("Infinity", "\ud800");
  }

  private void send(Topic topic, String json) {
    PublishCommand command =
        new PublishCommand(topic, Buffer.buffer(json), null, PublishCommand.ANY);
    LoopCalls.await(new WriterRequests(vertx.eventBus()).send(command));
  }

  @Test
  void rulesThatCannotBeReadDoNotStopThoseOfOtherUsers() {
    send(UserAlerts.topic("u0"), "{\"rules\":[{\"rule\":{}}]}");
    first.set(false);
    second.set(true);
    rule("{\"topic\":\"prices.a\",\"field\":\"price\",\"when\":\"above\",\"value\":10}");
    price("prices.a", 11);
    awaitNotified(11);
  }

  @Test
  void aNotificationForWhichThereIsNoRoomIsPublishedLater() {
    JsonObject notification =
        new JsonObject().put("title", "t").put("alert", new JsonObject().put("value", 0));
    for (int i = 0; i < LIMITS.topics(); i++) {
      LoopCalls.await(publisher.publish("notify.t" + i, notification));
    }
    rule("{\"topic\":\"prices.a\",\"field\":\"price\",\"when\":\"above\",\"value\":10}");
    price("prices.a", 11);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> LoopCalls.await(rules.find("u1")).encode().contains("\"pending\""));
    LoopCalls.await(publisher.delete("notify.t0"));
    awaitNotified(11);
  }

  @Test
  void theNextNodeContinuesWithTheStoredState() {
    rule(
        "{\"topic\":\"prices.a\",\"field\":\"price\",\"when\":\"above\",\"value\":10,"
            + "\"repeat\":true,\"pause\":1}");
    price("prices.a", 11);
    awaitNotified(11);

    first.set(false);
    second.set(true);
    price("prices.a", 12);
    clock.pass(Duration.ofSeconds(2));
    price("prices.a", 9);
    // It may have been evaluated by the second node alone, by both, or from the log at the change.
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !LoopCalls.await(rules.find("u1")).encode().contains("\"holds\""));
    price("prices.a", 13);
    awaitNotified(11, 13);
  }

  @Test
  void twoNodesThatBothEvaluateNotifyOnce() {
    LoopCalls.await(vertx.deployVerticle(new AlertsVerticle(feeds, () -> true, metrics)));
    rule(
        "{\"topic\":\"prices.a\",\"field\":\"price\",\"when\":\"above\",\"value\":10,"
            + "\"repeat\":true,\"pause\":1}");
    for (int price : List.of(11, 9, 12, 9, 13)) {
      clock.pass(Duration.ofSeconds(2));
      price("prices.a", price);
    }
    awaitNotified(11, 12, 13);
  }

  @Test
  void aNotificationThatWasStoredButNotPublishedIsPublished() {
    JsonObject body = new JsonObject().put("topic", "prices.a").put("when", "changes");
    JsonObject notification =
        new JsonObject().put("title", "t").put("alert", new JsonObject().put("value", 7));
    StoredRule unfinished =
        new StoredRule(AlertRule.parse(body, "r", 1), Map.of(), 0, null, List.of())
            .notifying(new Firing("key", notification), new JsonObject());
    AlertWriter writer = new AlertWriter(vertx.eventBus());
    LoopCalls.await(writer.store("u1", 0, List.of(unfinished)));
    awaitNotified(7);

    // As after a kill between the notification and the end of its rule's state.
    long seq = AlertRules.newest(feeds, "u1").seq();
    LoopCalls.await(writer.store("u1", seq, List.of(unfinished)));
    awaitNotified(7);
  }

  @Test
  void aUserHasABoundedNumberOfRules() {
    for (int i = 0; i < 3; i++) {
      rule("{\"id\":\"r" + i + "\",\"topic\":\"prices.a\",\"when\":\"changes\"}");
    }
    rule("{\"id\":\"r2\",\"topic\":\"prices.b\",\"when\":\"changes\"}");
    assertThat(refusal("{\"topic\":\"prices.a\",\"when\":\"changes\"}")).contains("alerts.rules");
    LoopCalls.await(rules.remove("u1", "r0"));
    rule("{\"topic\":\"prices.a\",\"when\":\"changes\"}");
    assertThat(LoopCalls.await(rules.find("u1")).getJsonArray("rules")).hasSize(3);
  }

  @Test
  void aPatternOfTooManyTopicsIsRefused() {
    for (int i = 0; i <= StoredRule.MAX_TOPICS; i++) {
      price("prices.t" + i, i);
    }
    assertThat(refusal("{\"topic\":\"prices.*\",\"field\":\"price\",\"when\":\"changes\"}"))
        .contains("at most " + StoredRule.MAX_TOPICS);
  }

  private String refusal(String json) {
    try {
      rule(json);
      throw new AssertionError("accepted: " + json);
    } catch (CompletionException | FeedException refused) {
      Throwable cause = refused.getCause() == null ? refused : refused.getCause();
      return String.valueOf(cause.getMessage());
    }
  }

  @Test
  void countsRulesByStateAndNotificationsOfTheNodeThatEvaluates() {
    price("prices.a", 5);
    rule(
        "{\"id\":\"r\",\"topic\":\"prices.a\",\"field\":\"price\",\"when\":\"above\",\"value\":10}");
    rule(
        "{\"id\":\"s\",\"topic\":\"prices.a\",\"field\":\"price\",\"when\":\"above\",\"value\":90}");
    metrics.await("active 2 done 0 waiting 0 fired 0");

    price("prices.a", 11);
    awaitNotified(11);
    metrics.await("active 1 done 1 waiting 0 fired 1");
    assertThat(metrics.maxWaiting()).isEqualTo(1);

    LoopCalls.await(rules.remove("u1", "s"));
    metrics.await("active 0 done 1 waiting 0 fired 1");
    assertThat(otherMetrics).hasToString("active 0 done 0 waiting 0 fired 0");

    first.set(false);
    second.set(true);
    metrics.await("active 0 done 0 waiting 0 fired 1");
    otherMetrics.await("active 0 done 1 waiting 0 fired 0");
    assertThat(metrics.errors()).isEmpty();
  }
}
