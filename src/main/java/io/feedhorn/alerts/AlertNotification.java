package io.feedhorn.alerts;

import io.feedhorn.model.ShortText;
import io.feedhorn.model.Update;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The notifications of rules, as values of {@code notify.USER}. */
final class AlertNotification {
  private static final int MAX_TITLE_CHARACTERS = 200;
  private static final int MAX_VALUE_CHARACTERS = 100;
  private static final int MAX_WHOLE_VALUE_CHARACTERS = 500;
  private static final int MAX_COLLAPSE_CHARACTERS = 100;

  private AlertNotification() {}

  static JsonObject of(AlertRule rule, TopicState before, Update update, Object value) {
    String topic = update.topic().name();
    String link = rule.link();
    return new JsonObject()
        .put("title", excerpt(title(rule, topic), MAX_TITLE_CHARACTERS))
        .put("body", body(rule, topic, before.reference(), value))
        .put("link", link == null ? "/topic.html?topic=" + encoded(topic) : link)
        .put("collapse", collapse(rule, topic))
        .put(
            "alert",
            withValue(
                new JsonObject()
                    .put("id", rule.id())
                    .put("topic", topic)
                    .put("offset", update.offset()),
                value));
  }

  /**
   * Adds a value, unless it is long: the state of a user's rules contains many of them, and is
   * stored with each change.
   */
  static JsonObject withValue(JsonObject json, Object value) {
    Object plain = AlertRule.json(value);
    return Json.encode(plain).length() <= MAX_WHOLE_VALUE_CHARACTERS
        ? json.put("value", plain)
        : json;
  }

  private static String title(AlertRule rule, String topic) {
    String given = rule.title();
    return given != null
        ? given
        : subject(rule, topic)
            + switch (rule.comparison()) {
              case ABOVE -> " is above " + rule.json().getValue("value");
              case BELOW -> " is below " + rule.json().getValue("value");
              case MOVES -> " has moved by " + rule.json().getValue("value") + "%";
              case CHANGES -> " has changed";
            };
  }

  private static String body(
      AlertRule rule, String topic, @Nullable String reference, Object value) {
    String now = excerpt(Json.encode(AlertRule.json(value)), MAX_VALUE_CHARACTERS);
    return reference == null || rule.comparison() != AlertCondition.MOVES
        ? "%s: %s".formatted(subject(rule, topic), now)
        : "%s: %s, from %s".formatted(subject(rule, topic), now, reference);
  }

  private static String subject(AlertRule rule, String topic) {
    String field = rule.field();
    return field == null ? topic : topic + " " + field;
  }

  /** Returns a key for the rule, and for each topic of a pattern. */
  private static String collapse(AlertRule rule, String topic) {
    String key = "alert:" + rule.id();
    String own = key + ":" + topic;
    return rule.topics().isTopic()
        ? key
        : own.length() <= MAX_COLLAPSE_CHARACTERS
            ? own
            : key + ":" + Integer.toHexString(topic.hashCode());
  }

  /** Returns a text that is with an ellipsis at most so long. */
  private static String excerpt(String text, int maxCharacters) {
    return text.length() <= maxCharacters ? text : ShortText.of(text, maxCharacters - 1);
  }

  private static String encoded(String topic) {
    return URLEncoder.encode(topic, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
