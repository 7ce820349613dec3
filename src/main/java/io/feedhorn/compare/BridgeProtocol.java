package io.feedhorn.compare;

import io.feedhorn.client.Excerpt;
import io.feedhorn.json.JsonMessage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * The event-bus bridge in frames of SockJS 0.3.3, with the messages of the official client. Used by
 * the row's thread.
 */
final class BridgeProtocol {
  /** The ping of the official client. */
  static final String PING = frame(new JsonObject().put("type", "ping"));

  static final Duration PING_EVERY = Duration.ofSeconds(5);

  private final TransportStats stats;

  BridgeProtocol(TransportStats stats) {
    this.stats = stats;
  }

  static List<String> registerFrames(List<String> topics) {
    return topics.stream()
        .map(
            topic ->
                frame(
                    new JsonObject()
                        .put("type", "register")
                        .put("address", topic)
                        .put("headers", new JsonObject())))
        .toList();
  }

  private static String frame(JsonObject message) {
    return new JsonArray().add(message.encode()).encode();
  }

  /** Processes one frame. */
  void accept(String frame, long arrivedAt) throws IOException {
    switch (frame.isEmpty() ? 'h' : frame.charAt(0)) {
      case 'a' -> {
        for (Object message : new JsonArray(frame.substring(1))) {
          message(String.valueOf(message), arrivedAt);
        }
      }
      case 'c' -> throw new IOException("the server closed the session with " + frame);
      case 'o', 'h' -> {}
      default -> throw new IOException("not a frame of SockJS: " + Excerpt.of(frame));
    }
  }

  private void message(String text, long arrivedAt) throws IOException {
    JsonMessage message = JsonMessage.parse(text);
    String body = message.raw("body");
    if ("err".equals(message.optionalString("type"))) {
      throw new IOException("the bridge refused a message: " + text);
    }
    if (body != null && MeasuredUpdate.isUpdate(body)) {
      stats.add(MeasuredUpdate.of(body, body.getBytes(StandardCharsets.UTF_8).length), arrivedAt);
    }
  }
}
