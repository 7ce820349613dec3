package io.feedhorn.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.LoopCalls;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.metrics.AlertMetrics;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.feedhorn.publish.FeedWriterVerticle;
import io.feedhorn.publish.NoMetrics;
import io.feedhorn.publish.Publisher;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One user's rules. There is one event loop, so that answers come in the order of requests. */
@Timeout(120)
class UserEvaluatorTest {
  private static final String ABOVE_10 =
      "{\"topic\":\"prices.a\",\"field\":\"price\",\"when\":\"above\",\"value\":10,\"repeat\":true}";
  private static final long NOW = 1_732_150_000_000L;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Context loop = vertx.getOrCreateContext();
  private final FakeClock clock = new FakeClock();
  private final FeedRegistry feeds =
      new FeedRegistry(new FeedsOptions(FeedOptions.DEFAULT, Map.of()), clock, new Random(1));
  // The feeds whose updates are compared; they are written by the thread of the test.
  private final FeedRegistry others =
      new FeedRegistry(new FeedsOptions(FeedOptions.DEFAULT, Map.of()), clock, new Random(2));
  private final CountedAlerts metrics = new CountedAlerts();
  private final AlertWriter writer = new AlertWriter(vertx.eventBus());
  private final UserEvaluator evaluator = new UserEvaluator("u1", writer, metrics, this::exists);

  @BeforeEach
  void deploy() {
    LoopCalls.await(
        vertx.deployVerticle(new FeedWriterVerticle(feeds, new NoMetrics(), 64 * 1024)));
  }

  @AfterEach
  void close() {
    LoopCalls.await(vertx.close());
  }

  private boolean exists(String topic) {
    return others.getOrCreate("prices").topics().contains(topic);
  }

  private void onLoop(Runnable action) {
    LoopCalls.call(
        loop,
        () -> {
          action.run();
          return true;
        });
  }

  private static StoredRule rule(String json) {
    return new StoredRule(
        AlertRule.parse(new JsonObject(json), "r", NOW), Map.of(), 0, null, List.of());
  }

  /** Compares a price with the rule. */
  private void price(String topic, int price) {
    value(topic, new JsonObject().put("price", price));
  }

  private void value(String topic, JsonObject data) {
    Update update = append(topic, Buffer.buffer(data.encode()));
    onLoop(() -> evaluator.evaluate("r", update, data, NOW));
  }

  private void delete(String topic) {
    Update update = append(topic, Buffer.buffer());
    onLoop(() -> evaluator.evaluate("r", update, null, NOW));
  }

  private Update append(String topic, Buffer data) {
    return others.getOrCreate("prices").append(Topic.parse(topic), data, clock.micros());
  }

  private void adopt(long seq, String rule) {
    onLoop(() -> evaluator.adopt(new UserAlerts(seq, Map.of("r", rule(rule)))));
  }

  /** Stores the rule as the user does, while the evaluator does not know it yet. */
  private void store(long previous, String rule) {
    LoopCalls.await(writer.store("u1", previous, List.of(rule(rule))));
  }

  /** Waits until the answers to what was sent before have arrived. */
  private void awaitAnswers() {
    LoopCalls.await(Publisher.on(vertx).publish("other.a", 1));
  }

  private long stored() {
    return AlertRules.newest(feeds, "u1").seq();
  }

  @Test
  void anUpdateThatWaitsForTheEndOfAPauseIsNotComparedWithAnotherRule() {
    adopt(1, ABOVE_10);
    price("prices.a", 11);
    price("prices.a", 9);
    price("prices.a", 12);

    adopt(2, "{\"topic\":\"prices.b\",\"field\":\"price\",\"when\":\"above\",\"value\":5}");
    onLoop(() -> evaluator.tick(NOW + Duration.ofMinutes(2).toMillis()));

    assertThat(evaluator.rules())
        .hasSize(1)
        .allMatch(rule -> rule.notified() == 0 && !rule.isDone());
  }

  @Test
  void anUpdateThatWaitsForTheEndOfAPauseIsComparedWithTheSameRule() {
    adopt(1, ABOVE_10);
    price("prices.a", 11);
    price("prices.a", 9);
    price("prices.a", 12);

    adopt(2, ABOVE_10);
    onLoop(() -> evaluator.tick(NOW + Duration.ofMinutes(2).toMillis()));

    assertThat(evaluator.rules()).hasSize(1).allMatch(rule -> rule.notified() == 2);
  }

  @Test
  void anUpdateThatIsIgnoredDoesNotEndTheWait() {
    adopt(1, ABOVE_10);
    price("prices.a", 11);
    price("prices.a", 9);
    price("prices.a", 12);
    value("prices.a", new JsonObject().put("volume", 5));
    value("prices.a", new JsonObject().put("price", "closed"));
    value("prices.a", new JsonObject().put("price", null));

    onLoop(() -> evaluator.tick(NOW + Duration.ofMinutes(2).toMillis()));

    assertThat(evaluator.rules()).hasSize(1).allMatch(rule -> rule.notified() == 2);
  }

  @Test
  void topicsOfAFeedThatStartedAgainMakeRoomForNewOnes() {
    StoredRule known = rule("{\"topic\":\"prices.*\",\"field\":\"price\",\"when\":\"changes\"}");
    for (int i = 0; i < StoredRule.MAX_TOPICS; i++) {
      known = known.with("prices.before" + i, TopicState.NEW.comparedWith("1"));
    }
    UserAlerts stored = new UserAlerts(1, Map.of("r", known));
    onLoop(() -> evaluator.adopt(stored));

    price("prices.a", 11);
    price("prices.a", 12);

    assertThat(evaluator.rules()).hasSize(1).allMatch(rule -> rule.notified() == 1);
  }

  @Test
  void aChangeFromNullNotifies() {
    adopt(1, "{\"topic\":\"scores.a\",\"field\":\"winner\",\"when\":\"changes\"}");
    value("prices.a", new JsonObject().put("minute", 89));
    value("prices.a", new JsonObject().put("winner", null));
    assertThat(evaluator.rules()).allMatch(rule -> rule.notified() == 0);

    value("prices.a", new JsonObject().put("winner", "Köln"));

    assertThat(evaluator.rules()).hasSize(1).allMatch(rule -> rule.notified() == 1);
  }

  @Test
  void anEvaluatorThatHasEndedCountsAndStoresNothing() {
    Firing waiting = new Firing("k", new JsonObject().put("title", "t"));
    StoredRule rule = rule(ABOVE_10).notifying(waiting, new JsonObject());
    LoopCalls.await(writer.store("u1", 0, List.of(rule)));

    onLoop(
        () -> {
          evaluator.adopt(AlertRules.newest(feeds, "u1"));
          evaluator.flush();
          evaluator.end();
        });
    awaitAnswers();

    assertThat(feeds.log("notify")).isNotNull();
    awaitAnswers();
    assertThat(metrics).hasToString("active 0 done 0 waiting 0 fired 0");
    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void aTopicThatIsDeletedAndReturnsNotifiesAtTheEndOfThePause() {
    adopt(1, ABOVE_10);
    price("prices.a", 11);
    delete("prices.a");
    price("prices.a", 12);
    assertThat(evaluator.rules()).hasSize(1).allMatch(rule -> rule.notified() == 1);

    onLoop(() -> evaluator.tick(NOW + Duration.ofMinutes(2).toMillis()));
    assertThat(evaluator.rules()).hasSize(1).allMatch(rule -> rule.notified() == 2);
  }

  @Test
  void aDeletedTopicDoesNotNotifyAtTheEndOfThePause() {
    adopt(1, ABOVE_10);
    price("prices.a", 11);
    price("prices.a", 9);
    price("prices.a", 12);
    delete("prices.a");

    onLoop(() -> evaluator.tick(NOW + Duration.ofMinutes(2).toMillis()));

    assertThat(evaluator.rules()).hasSize(1).allMatch(rule -> rule.notified() == 1);
  }

  @Test
  void aChangeOfTheUserAtTheSameTimeIsNoError() {
    store(0, ABOVE_10);
    adopt(1, ABOVE_10);
    store(1, ABOVE_10);
    price("prices.a", 11);
    onLoop(evaluator::flush);
    awaitAnswers();
    // The newer rules have not arrived, so there is nothing to repeat yet.
    onLoop(evaluator::flush);
    awaitAnswers();
    assertThat(stored()).isEqualTo(2);

    adopt(2, ABOVE_10);
    onLoop(evaluator::flush);

    Awaitility.await().until(() -> stored() > 2);
    assertThat(metrics.errors()).isEmpty();
  }

  @Test
  void aStateThatIsRefusedAgainIsAnErrorAndIsStoredLater() {
    store(0, ABOVE_10);
    adopt(1, ABOVE_10);
    store(1, ABOVE_10);
    price("prices.a", 11);
    onLoop(evaluator::flush);
    awaitAnswers();

    onLoop(() -> evaluator.tick(NOW));

    Awaitility.await().until(() -> !metrics.errors().isEmpty());
    assertThat(metrics.errors()).containsExactly(AlertMetrics.Kind.STATE);
    assertThat(stored()).isEqualTo(2);
    adopt(2, ABOVE_10);
    onLoop(evaluator::flush);
    Awaitility.await().until(() -> stored() > 2);
  }
}
