package io.feedhorn.alerts;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The state of a rule for one topic. Immutable.
 *
 * @param holds true from the moment at which a threshold is crossed until it is crossed back
 * @param reference the value with which others are compared, as text; null for a threshold
 * @param notifiedMillis the time of the newest notification, Unix time; 0 for none
 */
record TopicState(boolean holds, @Nullable String reference, long notifiedMillis) {
  /** The state of a topic that is not known. */
  static final TopicState NEW = new TopicState(false, null, 0);

  private static final String HOLDS = "holds";
  private static final String REFERENCE = "reference";
  private static final String NOTIFIED = "notified";

  JsonObject json() {
    JsonObject json = new JsonObject();
    if (holds) {
      json.put(HOLDS, true);
    }
    if (reference != null) {
      json.put(REFERENCE, reference);
    }
    if (notifiedMillis > 0) {
      json.put(NOTIFIED, notifiedMillis);
    }
    return json;
  }

  static TopicState of(JsonObject json) {
    return new TopicState(
        json.getBoolean(HOLDS, false), json.getString(REFERENCE), json.getLong(NOTIFIED, 0L));
  }

  TopicState holding(boolean now) {
    return new TopicState(now, reference, notifiedMillis);
  }

  TopicState comparedWith(String value) {
    return new TopicState(holds, value, notifiedMillis);
  }

  TopicState notifiedAt(long millis) {
    return new TopicState(holds, reference, millis);
  }
}
