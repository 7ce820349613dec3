package io.feedhorn.compare;

import io.feedhorn.json.JsonMessage;
import java.math.BigDecimal;

/**
 * The figures of an update that the laboratory uses. Immutable.
 *
 * @param ts the time at which the server accepted it, by its clock, in microseconds
 * @param bytes the length of the update object on the wire
 */
record MeasuredUpdate(String topic, long offset, long seq, long ts, int bytes) {
  private static final String START = "{\"type\":\"update\"";

  static boolean isUpdate(String text) {
    return text.startsWith(START);
  }

  /** Parses an update, or a delta. */
  static MeasuredUpdate of(String update, int bytes) {
    JsonMessage fields = JsonMessage.parse(update);
    return new MeasuredUpdate(
        fields.string("topic"),
        Long.parseLong(String.valueOf(fields.raw("offset"))),
        Long.parseLong(String.valueOf(fields.raw("seq"))),
        micros(String.valueOf(fields.raw("ts"))),
        bytes);
  }

  /** Returns a time in microseconds; on the wire it is in milliseconds with up to 3 decimals. */
  static long micros(String millis) {
    return new BigDecimal(millis).movePointRight(3).longValue();
  }

  String feed() {
    return topic.substring(0, topic.indexOf('.'));
  }
}
