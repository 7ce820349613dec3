package io.feedhorn.alerts;

import io.feedhorn.json.RawJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A rule with its state. Immutable.
 *
 * @param topics the states of the topics that differ from {@link TopicState#NEW}
 * @param notified the number of notifications so far
 * @param last the newest notification's topic, value and time; null if there was none
 * @param pending the notifications that are not yet published, the oldest first
 */
record StoredRule(
    AlertRule rule,
    Map<String, TopicState> topics,
    long notified,
    @Nullable JsonObject last,
    List<Firing> pending) {
  /** The maximum number of topics of a pattern of which a rule has a state. */
  static final int MAX_TOPICS = 100;

  /** The maximum number of notifications of a user that wait to be published. */
  static final int MAX_PENDING = 100;

  private static final String RULE = "rule";
  private static final String MADE = "made";
  private static final String TOPICS = "topics";
  private static final String NOTIFIED = "notified";
  private static final String LAST = "last";
  private static final String PENDING = "pending";

  StoredRule {
    topics = Map.copyOf(topics);
    pending = List.copyOf(pending);
  }

  /** Returns true if the rule is fulfilled and does not repeat. */
  boolean isDone() {
    return notified > 0 && !rule.repeats();
  }

  TopicState topic(String name) {
    return topics.getOrDefault(name, TopicState.NEW);
  }

  /** Returns true if there is room for the state of a topic. */
  boolean hasRoomFor(String topic) {
    return topics.containsKey(topic) || topics.size() < MAX_TOPICS;
  }

  /**
   * Returns this rule with room for the state of a topic, if there can be: without those that have
   * only the time of a notification, and those of topics that are gone, such as all of a feed in
   * memory after a restart. A pause that has not ended stays.
   *
   * @param exists true for a topic that its feed has
   */
  StoredRule withRoomFor(String topic, long nowMillis, Predicate<String> exists) {
    if (hasRoomFor(topic)) {
      return this;
    }
    Predicate<Map.Entry<String, TopicState>> isRemovable =
        each ->
            !Evaluation.isPausing(rule, each.getValue(), nowMillis)
                && (isNewAgain(each.getValue()) || !exists.test(each.getKey()));
    // Asked for each update of a further topic: no copy without need.
    if (topics.entrySet().stream().noneMatch(isRemovable)) {
      return this;
    }
    Map<String, TopicState> kept = new TreeMap<>(topics);
    kept.entrySet().removeIf(isRemovable);
    return new StoredRule(rule, kept, notified, last, pending);
  }

  /** Returns true for a state that has only the time of a notification. */
  private static boolean isNewAgain(TopicState state) {
    return state.equals(TopicState.NEW.notifiedAt(state.notifiedMillis()));
  }

  /** Returns this rule after the end of a topic, of which only a pause remains. */
  StoredRule ended(String topic, long nowMillis) {
    TopicState state = topic(topic);
    boolean pauses = Evaluation.isPausing(rule, state, nowMillis);
    return with(topic, pauses ? TopicState.NEW.notifiedAt(state.notifiedMillis()) : TopicState.NEW);
  }

  StoredRule with(String topic, TopicState state) {
    Map<String, TopicState> changed = new TreeMap<>(topics);
    if (state.equals(TopicState.NEW)) {
      changed.remove(topic);
    } else {
      changed.put(topic, state);
    }
    return new StoredRule(rule, changed, notified, last, pending);
  }

  /** Returns this rule with one more notification. */
  StoredRule notifying(Firing firing, JsonObject newest) {
    // As they will be read back: with a value that JSON changes, such as an infinite number, the
    // state would never be equal to the stored one, and be stored for ever.
    List<Firing> waiting = new ArrayList<>(pending);
    waiting.add(new Firing(firing.key(), stable(firing.notification())));
    return new StoredRule(rule, topics, notified + 1, stable(newest), waiting);
  }

  private static JsonObject stable(JsonObject json) {
    return RawJson.object(json.toBuffer());
  }

  StoredRule published(String key) {
    return new StoredRule(
        rule,
        topics,
        notified,
        last,
        pending.stream().filter(firing -> !firing.key().equals(key)).toList());
  }

  JsonObject json() {
    JsonObject json =
        new JsonObject()
            .put(RULE, rule.json())
            .put(MADE, rule.madeMillis())
            .put(NOTIFIED, notified);
    if (isDone()) {
      json.put("done", true);
    }
    if (last != null) {
      json.put(LAST, last);
    }
    if (!topics.isEmpty()) {
      JsonObject states = new JsonObject();
      new TreeMap<>(topics).forEach((name, state) -> states.put(name, state.json()));
      json.put(TOPICS, states);
    }
    if (!pending.isEmpty()) {
      json.put(PENDING, new JsonArray(pending.stream().map(Firing::json).toList()));
    }
    return json;
  }

  static StoredRule of(JsonObject json) {
    Map<String, TopicState> topics = new TreeMap<>();
    JsonObject states = json.getJsonObject(TOPICS, new JsonObject());
    states
        .fieldNames()
        .forEach(name -> topics.put(name, TopicState.of(states.getJsonObject(name))));
    return new StoredRule(
        AlertRule.of(json.getJsonObject(RULE), json.getLong(MADE)),
        topics,
        json.getLong(NOTIFIED, 0L),
        json.getJsonObject(LAST),
        json.getJsonArray(PENDING, new JsonArray()).stream()
            .map(each -> Firing.of((JsonObject) each))
            .toList());
  }
}
