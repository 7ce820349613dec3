package io.feedhorn.conform;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.JsonFields;
import io.feedhorn.model.Position;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A client of the event-bus bridge. Each address is heard on its own and resumes its own feed, so a
 * client that wants one position for a feed registers one pattern of it.
 */
final class BusReader implements Reader {
  private final BusWire wire;
  private final Place place = new Place();

  BusReader(Target target, BusWire wire, Ask ask) {
    this.wire = wire;
    if (ask.conflate() || ask.maxRate() != null) {
      throw new Skipped("the event bus has no word for it");
    }
    // Registering has no answer: who wants a cursor before the first update asks for it by a poll.
    String start =
        ask.since() != null
            ? ask.since()
            : target.get("/v1/updates?" + ask.query()).must(200).json().string("cursor");
    if (!Cursor.parseSince(start).isEarliest()) {
      place.overtake(start);
    }
    ask.topics().forEach(topic -> register(topic, ask.since()));
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
    JsonFields message = JsonFields.parse(text);
    String body = message.raw("body");
    if (body == null || !"rec".equals(message.optionalString("type"))) {
      throw new Broken("an update, or nothing, was to come, not " + Broken.shown(text));
    }
    if (!text.contains(body)) {
      throw new Broken("white space in an update: " + Broken.shown(text));
    }
    place.moveTo(Told.of(body));
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
