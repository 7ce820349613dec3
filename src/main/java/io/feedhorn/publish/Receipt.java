package io.feedhorn.publish;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import io.feedhorn.model.Timestamp;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.vertx.core.json.JsonObject;

/** The acknowledgement of a publish, with the position of the update. Immutable. */
public record Receipt(Topic topic, String epoch, long offset, long seq, long micros) {
  private static final int TYPICAL_CHARACTERS = 160;

  /** Returns the receipt of a stored update. */
  public static Receipt of(Update update) {
    return new Receipt(
        update.topic(), update.epoch(), update.offset(), update.seq(), update.timestampMicros());
  }

  /** Returns the cursor after the update. */
  public Cursor cursor() {
    return Cursor.of(topic.feed(), new Position(epoch, offset));
  }

  /** Returns the fields without braces: {@code "topic":…,"offset":…,"seq":…,"cursor":…,"ts":…}. */
  public String fields() {
    StringBuilder text = new StringBuilder(TYPICAL_CHARACTERS);
    appendFields(text);
    return text.toString();
  }

  /** Returns {@code {"topic":…,"offset":…,"seq":…,"cursor":…,"ts":…}}. */
  public String json() {
    StringBuilder text = new StringBuilder(TYPICAL_CHARACTERS);
    appendJson(text);
    return text.toString();
  }

  /** Returns the same for verticles, with numbers as the parser of Vert.x reads them. */
  JsonObject toJsonObject() {
    return new JsonObject()
        .put("topic", topic.name())
        .put("offset", number(offset))
        .put("seq", number(seq))
        .put("cursor", topic.feed() + ':' + epoch + ':' + offset)
        .put("ts", micros % 1_000 == 0 ? (Object) (micros / 1_000) : (Object) (micros / 1e3));
  }

  private static Object number(long value) {
    return (int) value == value ? (Object) (int) value : (Object) value;
  }

  /** Appends {@code {"topic":…,"offset":…,"seq":…,"cursor":…,"ts":…}}. */
  public void appendJson(StringBuilder text) {
    text.append('{');
    appendFields(text);
    text.append('}');
  }

  /** A topic has no characters that JSON escapes. */
  private void appendFields(StringBuilder text) {
    text.append("\"topic\":\"")
        .append(topic.name())
        .append("\",\"offset\":")
        .append(offset)
        .append(",\"seq\":")
        .append(seq)
        .append(",\"cursor\":\"")
        .append(topic.feed())
        .append(':')
        .append(epoch)
        .append(':')
        .append(offset)
        .append("\",\"ts\":");
    Timestamp.append(text, micros);
  }
}
