package io.feedhorn.conform;

import io.feedhorn.json.JsonMessage;

/**
 * An update object as it came. Immutable.
 *
 * @param text the whole object
 * @param ts as it was written
 * @param data as it was written, without white space
 */
record ReceivedUpdate(String text, String topic, long offset, long seq, String ts, String data) {
  static ReceivedUpdate of(String text) {
    JsonMessage fields = JsonMessage.parse(text);
    return new ReceivedUpdate(
        text,
        fields.string("topic"),
        whole(fields, "offset"),
        whole(fields, "seq"),
        String.valueOf(fields.raw("ts")),
        String.valueOf(fields.raw("data")));
  }

  private static long whole(JsonMessage fields, String name) {
    try {
      return Long.parseLong(String.valueOf(fields.raw(name)));
    } catch (NumberFormatException none) {
      throw new CheckFailed("'" + name + "' is no whole number but " + fields.raw(name));
    }
  }

  /** The topic's first segment. */
  String feed() {
    return topic.substring(0, topic.indexOf('.'));
  }

  /** The object by the letter of the contract. */
  static String canonical(String topic, long offset, long seq, String ts, String data) {
    return "{\"type\":\"update\",\"topic\":\""
        + topic
        + "\",\"offset\":"
        + offset
        + ",\"seq\":"
        + seq
        + ",\"ts\":"
        + ts
        + ",\"data\":"
        + data
        + "}";
  }
}
