package io.feedhorn.conform;

import io.feedhorn.json.JsonMessage;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A client of the event-bus bridge. Each address is heard on its own and resumes its own feed, so a
 * client that wants one position for a feed registers one pattern of it.
 */
final class BridgeClient implements TransportClient {
  private final BridgeCarrier wire;
  private final CursorTracker place = new CursorTracker();

  BridgeClient(ServerUnderTest target, BridgeCarrier wire, ReadRequest readRequest) {
    this.wire = wire;
    if (readRequest.conflate() || readRequest.maxRate() != null) {
      throw new CheckSkipped("the event bus has no word for it");
    }
    // Registering has no answer: who wants a cursor before the first update asks for it by a poll.
    String start =
        readRequest.since() != null
            ? readRequest.since()
            : target.get("/v1/updates?" + readRequest.query()).must(200).json().string("cursor");
    if (!Cursor.parseSince(start).isEarliest()) {
      place.overtake(start);
    }
    readRequest.topics().forEach(topic -> register(topic, readRequest.since()));
  }

  private void register(String topic, @Nullable String since) {
    JsonObject headers = new JsonObject();
    if (since != null) {
      headers.put("since", own(topic, since));
    }
    wire.send(message("register", topic).put("headers", headers).encode());
  }

  /** The part of a cursor that is of a pattern's feed. */
  private static String own(String topic, String since) {
    String feed = topic.substring(0, Math.max(0, topic.indexOf('.')));
    Position own = Cursor.parseSince(since).position(feed);
    return own == null ? since : Cursor.of(feed, own).toString();
  }

  static JsonObject message(String type, String address) {
    return new JsonObject()
        .put("type", type)
        .put("address", address)
        .put("headers", new JsonObject());
  }

  @Override
  public @Nullable String poll(Duration patience) {
    String text = wire.poll(patience);
    if (text == null) {
      return null;
    }
    JsonMessage message = JsonMessage.parse(text);
    String body = message.raw("body");
    if (body == null || !"rec".equals(message.optionalString("type"))) {
      throw new CheckFailed("an update, or nothing, was to come, not " + CheckFailed.shown(text));
    }
    if (!text.contains(body)) {
      throw new CheckFailed("white space in an update: " + CheckFailed.shown(text));
    }
    place.moveTo(ReceivedUpdate.of(body));
    return body;
  }

  @Override
  public String cursor() {
    return place.cursor();
  }

  @Override
  public @Nullable Boolean recovered() {
    return null;
  }

  @Override
  public void close() {
    wire.close();
  }
}
