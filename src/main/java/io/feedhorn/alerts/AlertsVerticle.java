package io.feedhorn.alerts;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.AlertMetrics;
import io.feedhorn.model.ConsecutiveUpdates;
import io.feedhorn.model.LogReset;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import io.feedhorn.publish.Addresses;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates the rules of all users, on an event loop. In a cluster each node has one, and only that
 * of the node which orders the feed {@code alerts} evaluates. When that changes, the next one
 * starts with the stored states and the current values of the topics.
 */
public final class AlertsVerticle extends VerticleBase {
  static final int TICK_MILLIS = 200;

  private static final Logger LOG = LoggerFactory.getLogger(AlertsVerticle.class);
  private static final long MICROS = 1_000;

  private final FeedRegistry feeds;
  private final BooleanSupplier evaluates;
  private final AlertMetrics metrics;
  private final Map<String, UserEvaluator> users = new HashMap<>();
  private final Map<String, RuleIndex> rules = new HashMap<>();
  private final Map<String, MessageConsumer<Object>> consumers = new HashMap<>();
  private @Nullable AlertWriter writer;
  private boolean evaluating;

  /**
   * @param evaluates true on the node that is to evaluate the rules
   */
  public AlertsVerticle(FeedRegistry feeds, BooleanSupplier evaluates, AlertMetrics metrics) {
    this.feeds = feeds;
    this.evaluates = evaluates;
    this.metrics = metrics;
  }

  @Override
  public Future<?> start() {
    writer = new AlertWriter(vertx.eventBus());
    vertx.eventBus().localConsumer(Addresses.updates(Topic.ALERTS_FEED), this::onRules);
    tick();
    return Future.succeededFuture();
  }

  /** Checks again and again. Not periodic: after a suspension there is one check, not many. */
  private void tick() {
    try {
      check();
    } finally {
      vertx.setTimer(TICK_MILLIS, timer -> tick());
    }
  }

  private void check() {
    boolean now = evaluates.getAsBoolean();
    if (now != evaluating) {
      evaluating = now;
      if (now) {
        takeOver();
      } else {
        release();
      }
    }
    users.values().forEach(user -> user.tick(nowMillis()));
  }

  private long nowMillis() {
    return feeds.clock().micros() / MICROS;
  }

  private void takeOver() {
    FeedLog log = feeds.log(Topic.ALERTS_FEED);
    List<String> topics =
        log == null ? List.of() : log.topicNames(TopicPattern.parse(Topic.ALERTS_FEED + ".>"));
    topics.forEach(topic -> adopt(topic.substring(Topic.ALERTS_FEED.length() + 1)));
    if (!topics.isEmpty()) {
      LOG.info("This node evaluates the rules of {} users", topics.size());
    }
  }

  private void release() {
    users.values().forEach(UserEvaluator::end);
    users.clear();
    rules.clear();
    consumers.values().forEach(MessageConsumer::unregister);
    consumers.clear();
  }

  private void onRules(Message<Object> message) {
    if (!evaluating) {
      return;
    }
    if (message.body() instanceof ConsecutiveUpdates consecutive) {
      consecutive.updates().forEach(update -> adopt(UserAlerts.user(update.topic())));
    } else {
      // The log of the feed was replaced.
      release();
      takeOver();
    }
  }

  /** Makes the rules of a user equal to those in the log, and compares the current values. */
  private void adopt(String user) {
    AlertWriter opened = writer;
    if (opened == null) {
      return;
    }
    UserAlerts newest = stored(user);
    if (newest == null) {
      return;
    }
    UserEvaluator evaluator =
        users.computeIfAbsent(user, name -> new UserEvaluator(name, opened, metrics, this::exists));
    Set<AlertRule> before = rulesOf(evaluator);
    evaluator.adopt(newest);
    Set<AlertRule> after = rulesOf(evaluator);
    for (AlertRule rule : before) {
      if (!after.contains(rule)) {
        remove(user, rule);
      }
    }
    for (AlertRule rule : after) {
      if (!before.contains(rule)) {
        add(user, rule, evaluator);
      }
    }
    evaluator.flush();
    if (evaluator.isEmpty()) {
      users.remove(user);
    }
  }

  private boolean exists(String topic) {
    FeedLog log = feeds.log(topic.substring(0, topic.indexOf('.')));
    return log != null && log.topics().contains(topic);
  }

  /** Returns what is stored; null if it cannot be read, which must not stop other users' rules. */
  private @Nullable UserAlerts stored(String user) {
    try {
      return AlertRules.newest(feeds, user);
    } catch (RuntimeException unreadable) {
      LOG.atError()
          .addKeyValue("user", user)
          .addKeyValue("failure", unreadable.getClass().getSimpleName())
          .log("The rules of a user cannot be read and are not evaluated");
      metrics.failed(AlertMetrics.Kind.EVALUATION);
      return null;
    }
  }

  private static Set<AlertRule> rulesOf(UserEvaluator evaluator) {
    Set<AlertRule> rules = new HashSet<>();
    evaluator.rules().forEach(stored -> rules.add(stored.rule()));
    return rules;
  }

  private void add(String user, AlertRule rule, UserEvaluator evaluator) {
    String feed = rule.topics().feed();
    rules.computeIfAbsent(feed, name -> new RuleIndex()).add(user, rule);
    // Consumed before the current values are read, so that no update is missed.
    consumers.computeIfAbsent(
        feed, name -> vertx.eventBus().localConsumer(Addresses.updates(name), this::onUpdates));
    compareCurrent(rule, evaluator);
  }

  private void remove(String user, AlertRule rule) {
    String feed = rule.topics().feed();
    RuleIndex index = rules.get(feed);
    if (index != null) {
      index.remove(user, rule);
      if (index.isEmpty()) {
        rules.remove(feed);
        MessageConsumer<Object> consumer = consumers.remove(feed);
        if (consumer != null) {
          consumer.unregister();
        }
      }
    }
  }

  private void onUpdates(Message<Object> message) {
    if (message.body() instanceof ConsecutiveUpdates consecutive) {
      consecutive.updates().forEach(this::onUpdate);
    } else if (message.body() instanceof LogReset reset) {
      users.values().forEach(evaluator -> compareCurrent(reset.feed(), evaluator));
    }
  }

  /** Compares the current values of a feed whose log was replaced, without an update for each. */
  private void compareCurrent(String feed, UserEvaluator evaluator) {
    for (AlertRule rule : rulesOf(evaluator)) {
      if (rule.topics().feed().equals(feed)) {
        compareCurrent(rule, evaluator);
      }
    }
    evaluator.flush();
  }

  private void compareCurrent(AlertRule rule, UserEvaluator evaluator) {
    FeedLog log = feeds.log(rule.topics().feed());
    if (log != null) {
      long now = feeds.clock().micros();
      log.snapshots(rule.topics(), now)
          .forEach(
              update -> evaluator.evaluate(rule.id(), update, UpdateData.of(update), now / MICROS));
    }
  }

  private void onUpdate(Update update) {
    RuleIndex index = rules.get(update.topic().feed());
    Set<RuleIndex.Entry> found = index == null ? Set.of() : index.matching(update.topic().name());
    if (found.isEmpty()) {
      return;
    }
    Object data = UpdateData.of(update);
    for (RuleIndex.Entry entry : found) {
      UserEvaluator evaluator = users.get(entry.user());
      if (evaluator != null) {
        evaluator.evaluate(entry.id(), update, data, nowMillis());
        evaluator.flush();
      }
    }
  }
}
