package io.feedhorn.transport.websocket;

import io.feedhorn.auth.Permissions;
import io.feedhorn.hub.SubscribeResult;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Timestamp;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.publish.Receipt;
import io.feedhorn.reader.ReaderStatus;
import io.vertx.core.json.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The messages of the server on a WebSocket except updates, as JSON. */
final class ServerMessage {
  private ServerMessage() {}

  static String welcome(String sessionId, Duration heartbeat, long nowMicros) {
    return "{\"type\":\"welcome\",\"session\":\""
        + sessionId
        + "\",\"heartbeat\":"
        + seconds(heartbeat)
        + ",\"now\":"
        + Timestamp.text(nowMicros)
        + '}';
  }

  /**
   * @param start the cursor of the subscription: that of the request, or that of its reader
   */
  static String subscribed(
      ClientMessage.Subscribe request, @Nullable Cursor start, SubscribeResult subscribed) {
    boolean resumes = start != null && !start.isEarliest();
    String recovered = resumes ? ",\"recovered\":" + subscribed.recovered() : "";
    String from = start != null && request.since() == null ? subscribed.fromField(start) : "";
    return "{\"type\":\"subscribed\",\"id\":"
        + request.id()
        + ",\"topics\":"
        + topics(request.patterns())
        + ",\"cursor\":\""
        + subscribed.cursor()
        + '"'
        + recovered
        + from
        + '}';
  }

  static String acknowledged(ClientMessage.Acknowledge request, ReaderStatus status) {
    return "{\"type\":\"acked\",\"id\":%s,%s}".formatted(request.id(), status.acknowledged());
  }

  static String unsubscribed(String id, List<TopicPattern> patterns) {
    return "{\"type\":\"unsubscribed\",\"id\":%s,\"topics\":%s}".formatted(id, topics(patterns));
  }

  static String authenticated(ClientMessage.Auth request, Permissions permissions) {
    String expires =
        permissions.expires() == Permissions.NEVER ? "null" : Long.toString(permissions.expires());
    return "{\"type\":\"authenticated\",\"id\":%s,\"expires\":%s}".formatted(request.id(), expires);
  }

  static String published(ClientMessage.Publish request, Receipt receipt) {
    return "{\"type\":\"published\",\"id\":%s,%s}".formatted(request.id(), receipt.fields());
  }

  static String deleted(ClientMessage.Delete request, Receipt receipt) {
    return "{\"type\":\"deleted\",\"id\":%s,%s}".formatted(request.id(), receipt.fields());
  }

  static String pong(ClientMessage.Ping request, long nowMicros) {
    return "{\"type\":\"pong\",\"id\":%s,\"now\":%s}"
        .formatted(request.id(), Timestamp.text(nowMicros));
  }

  static String error(@Nullable String id, FeedException exception) {
    return "{\"type\":\"error\",\"id\":%s,\"code\":\"%s\",\"message\":%s}"
        .formatted(id, exception.code().wire(), Json.encode(exception.reason()));
  }

  static String leaving(Duration in) {
    return "{\"type\":\"leaving\",\"in\":%s}".formatted(seconds(in));
  }

  private static String seconds(Duration duration) {
    BigDecimal seconds = BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros();
    return seconds.toPlainString();
  }

  static String reset(String feed, Cursor cursor) {
    return "{\"type\":\"reset\",\"feed\":\"%s\",\"cursor\":\"%s\"}".formatted(feed, cursor);
  }

  private static String topics(List<TopicPattern> patterns) {
    return patterns.stream()
        .map(pattern -> '"' + pattern.text() + '"')
        .collect(Collectors.joining(",", "[", "]"));
  }
}
