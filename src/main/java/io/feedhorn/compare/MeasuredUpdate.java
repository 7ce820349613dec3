package io.feedhorn.compare;

import io.feedhorn.json.JsonMessage;
import java.math.BigDecimal;

/**
 * What the laboratory wants to know of an update. Immutable.
 *
 * @param ts when the server accepted it, by its clock, in microseconds
 * @param bytes how long the update object is on the wire
 */
record MeasuredUpdate(String topic, long offset, long seq, long ts, int bytes) {
  private static final String START = "{\"type\":\"update\"";

  static boolean isUpdate(String text) {
    return text.startsWith(START);
  }

  static MeasuredUpdate of(String update, int bytes) {
    JsonMessage fields = JsonMessage.parse(update);
    return new MeasuredUpdate(
        fields.string("topic"),
        number(fields, "offset").longValue(),
        number(fields, "seq").longValue(),
        micros(fields, "ts"),
        bytes);
  }

  /** A time of the wire, milliseconds with up to three decimals, in microseconds. */
  static long micros(JsonMessage fields, String name) {
    return number(fields, name).movePointRight(3).longValue();
  }

  private static BigDecimal number(JsonMessage fields, String name) {
    return new BigDecimal(String.valueOf(fields.raw(name)));
  }

  String feed() {
    return topic.substring(0, topic.indexOf('.'));
  }
}
