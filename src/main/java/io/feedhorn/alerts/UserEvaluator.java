package io.feedhorn.alerts;

import io.feedhorn.metrics.AlertMetrics;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Update;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates the rules of one user. Their state is changed in memory with each update, and stored as
 * soon as the former change is. A notification is published when the state that contains it is
 * stored. Owned by the event loop of the {@link AlertsVerticle}.
 */
final class UserEvaluator {
  private static final Logger LOG = LoggerFactory.getLogger(UserEvaluator.class);

  /** The number of ticks after which what was refused for now is published again. */
  private static final int RETRY_TICKS = 5;

  private final String user;
  private final AlertWriter writer;
  private final AlertMetrics metrics;
  private final Predicate<String> exists;
  private final RuleCounts counts;
  private final Map<String, StoredRule> rules = new LinkedHashMap<>();
  // The rules as they are stored.
  private Map<String, StoredRule> stored = Map.of();
  private final DeferredUpdates deferred = new DeferredUpdates();
  private final Set<String> publishing = new HashSet<>();
  // The keys of the notifications that were refused for now, among those that are publishing.
  private final Set<String> refused = new HashSet<>();
  private int ticks;
  // True if nothing is to be stored or published: then a tick costs nothing.
  private boolean settled;
  private long seq;
  private boolean changed;
  private boolean storing;
  // True from a refusal of the state until the next tick, or until newer rules arrive.
  private boolean postponed;
  // True if another evaluator, of this node or another one, has the rules: answers that come change
  // nothing any more.
  private boolean ended;
  // The seq that the last refused state was to follow; -1 for none.
  private long refusedAfter = -1;

  /**
   * @param exists true for a topic that its feed has
   */
  UserEvaluator(String user, AlertWriter writer, AlertMetrics metrics, Predicate<String> exists) {
    this.exists = exists;
    this.user = user;
    this.writer = writer;
    this.metrics = metrics;
    this.counts = new RuleCounts(metrics);
  }

  /** Takes over what is stored, but keeps what this node has evaluated and not yet stored. */
  void adopt(UserAlerts newest) {
    if (newest.seq() == seq) {
      return;
    }
    seq = newest.seq();
    settled = false;
    postponed = false;
    Map<String, StoredRule> known = new LinkedHashMap<>(rules);
    rules.clear();
    newest
        .rules()
        .forEach(
            (id, rule) -> {
              StoredRule own = known.get(id);
              boolean keeps =
                  own != null && own.rule().equals(rule.rule()) && !own.equals(stored.get(id));
              rules.put(id, keeps ? own : rule);
            });
    stored = newest.rules();
    deferred.retain(id -> isSameRule(known.get(id), rules.get(id)));
    changed = !rules.equals(stored);
    counts.update(rules.values());
  }

  /** Returns true if a rule is still the same: neither removed nor replaced. */
  private static boolean isSameRule(@Nullable StoredRule before, @Nullable StoredRule after) {
    return before != null && after != null && before.rule().equals(after.rule());
  }

  /** Ends the evaluation: its rules do not count any more, and nothing more is stored. */
  void end() {
    ended = true;
    counts.end();
  }

  Collection<StoredRule> rules() {
    return List.copyOf(rules.values());
  }

  boolean isEmpty() {
    return rules.isEmpty();
  }

  /**
   * Compares an update with a rule. Throws nothing: a fault of one rule must not stop the others.
   *
   * @param data the decoded value
   */
  void evaluate(String id, Update update, @Nullable Object data, long nowMillis) {
    try {
      compare(id, update, data, nowMillis);
    } catch (RuntimeException failure) {
      // Not its message, which may quote the value.
      LOG.atError()
          .addKeyValue("user", user)
          .addKeyValue("rule", id)
          .addKeyValue("failure", failure.getClass().getSimpleName())
          .log("A rule cannot be compared with an update, which is skipped");
      metrics.failed(AlertMetrics.Kind.EVALUATION);
    }
  }

  private void compare(String id, Update update, @Nullable Object data, long nowMillis) {
    StoredRule current = rules.get(id);
    String topic = update.topic().name();
    if (current == null || current.isDone()) {
      return;
    }
    if (update.isDeletion()) {
      deferred.remove(id, topic);
      put(current.ended(topic, nowMillis));
      return;
    }
    Object value = current.rule().compared(data);
    if (value == null || Evaluation.isIgnored(current.rule(), value)) {
      // What waits for the end of a pause goes on waiting.
      return;
    }
    deferred.remove(id, topic);
    StoredRule roomy = current.withRoomFor(topic, nowMillis, exists);
    if (!roomy.hasRoomFor(topic)) {
      return;
    }
    TopicState before = current.topic(topic);
    Evaluation result = Evaluation.of(current.rule(), before, value, nowMillis);
    // A user's waiting notifications are bounded, because all of them are stored with each change.
    boolean postponed = result.notifies() && waiting() >= StoredRule.MAX_PENDING;
    if (result.deferred() || postponed) {
      deferred.put(id, update);
    }
    if (postponed || (!result.notifies() && result.state().equals(before))) {
      return;
    }
    StoredRule after = roomy.with(topic, result.state());
    if (result.notifies()) {
      metrics.fired();
      JsonObject newest =
          AlertNotification.withValue(new JsonObject().put("topic", topic), value)
              .put("at", nowMillis);
      after = after.notifying(Firing.of(current.rule(), before, update, value), newest);
    }
    put(after);
  }

  private int waiting() {
    return rules.values().stream().mapToInt(rule -> rule.pending().size()).sum();
  }

  private void put(StoredRule after) {
    if (!after.equals(rules.put(after.rule().id(), after))) {
      changed = true;
      settled = false;
      counts.update(rules.values());
    }
  }

  /** Compares again what was deferred by a pause that may have ended, and repeats what failed. */
  void tick(long nowMillis) {
    if (settled && deferred.isEmpty()) {
      return;
    }
    postponed = false;
    if (++ticks % RETRY_TICKS == 0) {
      publishing.removeAll(refused);
      refused.clear();
    }
    deferred.forEach((id, update) -> evaluate(id, update, UpdateData.of(update), nowMillis));
    flush();
  }

  /** Stores the state if it has changed, otherwise publishes the notifications that wait. */
  void flush() {
    if (storing || postponed || ended) {
      return;
    }
    if (!changed) {
      publish();
      return;
    }
    storing = true;
    changed = false;
    Map<String, StoredRule> attempt = new LinkedHashMap<>(rules);
    long previous = seq;
    writer
        .store(user, previous, attempt.values())
        .onSuccess(
            receipt -> {
              if (receipt.seq() > seq) {
                seq = receipt.seq();
                stored = attempt;
              }
              storing = false;
              flush();
            })
        .onFailure(refusal -> onRefused(previous, refusal));
  }

  /** Called when the state that was to follow the update with a seq is refused. */
  private void onRefused(long previous, Throwable refusal) {
    storing = false;
    changed = true;
    // Mostly the user has changed the rules at the same time, and they are about to arrive.
    postponed = seq == previous;
    boolean isRace =
        FeedException.of(refusal).code() == ErrorCode.UNAVAILABLE && refusedAfter != previous;
    refusedAfter = previous;
    LOG.debug("The state of rules of {} is not stored", user, refusal);
    if (!isRace) {
      metrics.failed(AlertMetrics.Kind.STATE);
    }
  }

  private void publish() {
    settled = rules.values().stream().allMatch(rule -> rule.pending().isEmpty());
    for (StoredRule each : rules()) {
      each.pending().stream()
          .filter(firing -> publishing.add(firing.key()))
          .forEach(firing -> publish(each.rule().id(), firing));
    }
  }

  private void publish(String id, Firing firing) {
    writer
        .notify(user, firing)
        .onSuccess(receipt -> published(id, firing))
        .onFailure(
            refusal -> {
              if (isTemporary(refusal)) {
                refused.add(firing.key());
                metrics.failed(AlertMetrics.Kind.PUBLISH);
                LOG.debug("The notification of rule {} is not published", id, refusal);
              } else {
                LOG.atWarn()
                    .addKeyValue("user", user)
                    .addKeyValue("rule", id)
                    .addKeyValue("code", FeedException.of(refusal).code().wire())
                    .log("The notification of a rule is refused and dropped");
                metrics.failed(AlertMetrics.Kind.DROPPED);
                published(id, firing);
              }
            });
  }

  /** Returns true if a notification may be accepted later: limits are raised, or topics end. */
  private static boolean isTemporary(Throwable refusal) {
    ErrorCode code = FeedException.of(refusal).code();
    return !(refusal instanceof FeedException)
        || code == ErrorCode.UNAVAILABLE
        || code == ErrorCode.TOO_MANY;
  }

  private void published(String id, Firing firing) {
    publishing.remove(firing.key());
    StoredRule current = rules.get(id);
    if (current != null) {
      put(current.published(firing.key()));
    }
    flush();
  }
}
