package io.feedhorn.transport.sockjs;

import io.feedhorn.hub.SubscribeResult;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import io.feedhorn.model.Timestamp;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client of the bridge is told that asks how far it is, as JSON text. */
final class BridgeReplies {
  private BridgeReplies() {}

  /** Said before the updates that the registration begins with. */
  static String registered(@Nullable Cursor since, SubscribeResult result) {
    boolean resumes = since != null && !since.isEarliest();
    String recovered = resumes ? ",\"recovered\":" + result.recovered() : "";
    return "{\"cursor\":\"%s\"%s}".formatted(result.cursor(), recovered);
  }

  /** The time, and how far the client is that has everything up to this answer. */
  static String settled(long nowMicros, Collection<BridgeSubscription> registrations) {
    return "{\"now\":%s,\"cursor\":\"%s\"}"
        .formatted(Timestamp.text(nowMicros), cursor(registrations));
  }

  /** In each feed where the last of its addresses is; empty where something waits for any. */
  private static Cursor cursor(Collection<BridgeSubscription> registrations) {
    Map<String, Position> least = new HashMap<>();
    for (BridgeSubscription subscription : registrations) {
      Cursor own = subscription.settled();
      if (own == null) {
        return Cursor.empty();
      }
      own.positions()
          .forEach((feed, at) -> least.merge(feed, at, (a, b) -> a.offset() <= b.offset() ? a : b));
    }
    Cursor cursor = Cursor.empty();
    for (Map.Entry<String, Position> each : least.entrySet()) {
      cursor = cursor.with(each.getKey(), each.getValue());
    }
    return cursor;
  }
}
