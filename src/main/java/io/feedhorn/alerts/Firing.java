package io.feedhorn.alerts;

import io.feedhorn.model.Update;
import io.vertx.core.json.JsonObject;

/**
 * A notification that is to be published. Immutable. It is stored with its rule before it is
 * published, and removed afterwards, so that it is not lost with the process.
 *
 * @param key the idempotency key: the same for each node that evaluates the same update
 * @param notification the value for {@code notify.USER}
 */
record Firing(String key, JsonObject notification) {
  private static final String KEY = "key";
  private static final String NOTIFICATION = "notification";

  static Firing of(AlertRule rule, TopicState before, Update update, Object value) {
    return new Firing(
        "alert:%s:%s:%d".formatted(rule.id(), update.epoch(), update.offset()),
        AlertNotification.of(rule, before, update, value));
  }

  JsonObject json() {
    return new JsonObject().put(KEY, key).put(NOTIFICATION, notification);
  }

  static Firing of(JsonObject json) {
    return new Firing(json.getString(KEY), json.getJsonObject(NOTIFICATION));
  }
}
