package io.feedhorn.publish;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import io.feedhorn.model.Timestamp;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;

/** The acknowledgement of a publish, with the position of the update. Immutable. */
public record Receipt(Topic topic, String epoch, long offset, long seq, long micros) {
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
    return "\"topic\":\"%s\",\"offset\":%d,\"seq\":%d,\"cursor\":\"%s\",\"ts\":%s"
        .formatted(topic.name(), offset, seq, cursor(), Timestamp.text(micros));
  }

  /** Returns {@code {"topic":…,"offset":…,"seq":…,"cursor":…,"ts":…}}. */
  public String json() {
    return "{" + fields() + "}";
  }
}
