package io.feedhorn.alerts;

import io.feedhorn.model.NotificationFeeds;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a user: the topics, the compared member of their values, and the condition. Immutable;
 * the JSON must not be changed.
 *
 * @param json the rule as the client wrote it, with an ID
 * @param value the number to compare with; 0 for {@link AlertCondition#CHANGES}
 * @param madeMillis the time at which it was made, Unix time: the same rule made again is another
 */
record AlertRule(
    JsonObject json,
    String id,
    TopicPattern topics,
    AlertCondition comparison,
    double value,
    long madeMillis) {
  static final int DEFAULT_PAUSE_SECONDS = 60;

  /** The JSON value null, which is a value as others are. */
  static final Object NULL = new Object();

  private static final String ID = "id";
  private static final String TOPIC = "topic";
  private static final String WHEN = "when";
  private static final String VALUE = "value";
  private static final String HYSTERESIS = "hysteresis";

  /**
   * Reads the rule of a client.
   *
   * @param newId the ID of a rule that has none
   * @param madeMillis the current time
   * @throws io.feedhorn.model.FeedException with the member that is wrong and what is allowed
   */
  static AlertRule parse(JsonObject body, String newId, long madeMillis) {
    AlertSchema.check(body);
    AlertRule rule = of(body.containsKey(ID) ? body : body.copy().put(ID, newId), madeMillis);
    String feed = rule.topics.feed();
    if (NotificationFeeds.contains(feed) || feed.equals(Topic.ALERTS_FEED)) {
      throw AlertSchema.invalid(
          "The rule's 'topic' must not be of the feed '%s': a notification would cause the next."
              .formatted(feed));
    }
    if (rule.comparison.needsValue() && !body.containsKey(VALUE)) {
      throw AlertSchema.invalid(
          "The rule has no 'value': a number, needed for above, below and moves.");
    }
    if (rule.comparison == AlertCondition.MOVES && rule.value <= 0) {
      throw AlertSchema.invalid("The rule's 'value' must be a percentage greater than 0.");
    }
    if (!Double.isFinite(rule.value)) {
      throw AlertSchema.invalid("The rule's 'value' must be a number within the range of doubles.");
    }
    if (!Double.isFinite(rule.hysteresis())) {
      throw AlertSchema.invalid(
          "The rule's 'hysteresis' must be a number within the range of doubles.");
    }
    if (!rule.comparison.needsValue() && body.containsKey(VALUE)) {
      throw AlertSchema.invalid("The rule has a 'value', which 'changes' does not have.");
    }
    if (!rule.comparison.isThreshold() && body.containsKey(HYSTERESIS)) {
      throw AlertSchema.invalid("The rule has a 'hysteresis', which only above and below have.");
    }
    return rule;
  }

  /** Reads a rule that was valid when it was stored. */
  static AlertRule of(JsonObject json, long madeMillis) {
    return new AlertRule(
        json,
        json.getString(ID),
        TopicPattern.parse(json.getString(TOPIC)),
        AlertCondition.of(json.getString(WHEN)),
        json.getDouble(VALUE, 0.0),
        madeMillis);
  }

  /** Returns true if the rule goes on after its first notification. */
  boolean repeats() {
    return json.getBoolean("repeat", false);
  }

  /** Returns the distance from the threshold at which the rule can be fulfilled again. */
  double hysteresis() {
    return json.getDouble(HYSTERESIS, 0.0);
  }

  /** Returns the minimum time between two notifications about one topic. */
  long pauseMillis() {
    return 1_000L * json.getInteger("pause", DEFAULT_PAUSE_SECONDS);
  }

  @Nullable String title() {
    return json.getString("title");
  }

  @Nullable String link() {
    return json.getString("link");
  }

  @Nullable String field() {
    return json.getString("field");
  }

  /** Returns the compared member of a value, {@link #NULL} for null; null if the value has none. */
  @Nullable Object compared(@Nullable Object data) {
    String path = field();
    Object value = data;
    for (String name : path == null ? new String[0] : path.split("\\.", -1)) {
      value = member(value, name);
    }
    return value;
  }

  /** Returns a value of Vert.x as one to compare. */
  static Object orNull(@Nullable Object value) {
    return value == null ? NULL : value;
  }

  /** Returns a compared value as a value of Vert.x. */
  static @Nullable Object json(Object compared) {
    return compared == NULL ? null : compared;
  }

  private static @Nullable Object member(@Nullable Object value, String name) {
    if (value instanceof JsonObject object) {
      return object.containsKey(name) ? orNull(object.getValue(name)) : null;
    }
    if (value instanceof JsonArray array && name.matches("\\d{1,6}")) {
      int index = Integer.parseInt(name);
      return index < array.size() ? orNull(array.getValue(index)) : null;
    }
    return null;
  }
}
