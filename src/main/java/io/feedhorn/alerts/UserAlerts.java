package io.feedhorn.alerts;

import io.feedhorn.json.RawJson;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All rules of one user, as they are in the newest update of {@code alerts.USER}. Immutable.
 *
 * @param seq the seq of this update; 0 if there is none
 * @param rules the rules by ID, in the order in which they were made
 */
public record UserAlerts(long seq, Map<String, StoredRule> rules) {
  private static final String RULES = "rules";
  static final UserAlerts NONE = new UserAlerts(0, Map.of());

  public UserAlerts {
    rules = new LinkedHashMap<>(rules);
  }

  /** Returns the topic with the rules of a user. */
  static Topic topic(String user) {
    return Topic.parse(Topic.ALERTS_FEED + "." + user);
  }

  static String user(Topic topic) {
    return topic.name().substring(Topic.ALERTS_FEED.length() + 1);
  }

  static UserAlerts of(@Nullable Update newest) {
    return newest == null || newest.isDeletion()
        ? NONE
        : new UserAlerts(newest.seq(), rules(RawJson.object(newest.data())));
  }

  private static Map<String, StoredRule> rules(JsonObject data) {
    Map<String, StoredRule> rules = new LinkedHashMap<>();
    for (Object each : data.getJsonArray(RULES, new JsonArray())) {
      StoredRule stored = StoredRule.of((JsonObject) each);
      rules.put(stored.rule().id(), stored);
    }
    return rules;
  }

  static Buffer data(Collection<StoredRule> rules) {
    return new JsonObject()
        .put(RULES, new JsonArray(rules.stream().map(StoredRule::json).toList()))
        .toBuffer();
  }

  /** Returns the rules with their state, as in the update. */
  public JsonObject json() {
    return new JsonObject(data(rules.values()));
  }
}
