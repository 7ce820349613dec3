package io.feedhorn.http.admin;

import io.feedhorn.auth.Permissions;
import io.feedhorn.hub.OutboxStatus;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.transport.SessionStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The JSON form of a connection. */
final class ConnectionJson {
  private ConnectionJson() {}

  /**
   * Returns the object of a connection.
   *
   * @param topics the maximum number of its patterns in the object
   */
  static JsonObject of(SessionStatus session, int topics, long nowMicros) {
    OutboxStatus outbox = session.outbox();
    JsonArray patterns = new JsonArray();
    outbox.patterns().stream()
        .map(TopicPattern::text)
        .sorted()
        .limit(topics)
        .forEach(patterns::add);
    return new JsonObject()
        .put("id", session.id())
        .put("transport", session.transport())
        .put("address", session.address())
        .put("user", session.user())
        .put("opened", AdminResponse.millis(session.openedMicros()))
        .put("expires", expiry(session.expires()))
        .put("state", session.closing() ? "closing" : "open")
        .put("subscriptions", outbox.patterns().size())
        .put("topics", patterns)
        .put("pending", outbox.pending())
        .put("lag", lagMillis(outbox, nowMicros) / 1e3)
        .put("lagging", outbox.lagging())
        .put("delivered", outbox.delivered())
        .put("conflated", outbox.conflated());
  }

  private static @Nullable Long expiry(long millis) {
    return millis == Permissions.NEVER ? null : millis;
  }

  private static long lagMillis(OutboxStatus outbox, long nowMicros) {
    return outbox.oldestMicros() == OutboxStatus.NONE
        ? 0
        : Math.max(0, AdminResponse.millis(nowMicros - outbox.oldestMicros()));
  }
}
