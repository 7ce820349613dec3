package io.feedhorn.client;

import io.feedhorn.json.JsonMessage;

/**
 * An update object as a client received it. Immutable.
 *
 * @param text the complete object, with the bytes of the wire; of a delta, the object that it
 *     stands for
 * @param offset the position in its feed
 * @param seq the number within its topic, without gaps unless updates were conflated
 * @param ts the time at which the server accepted it, in milliseconds since 1970, as on the wire
 * @param data the published JSON, as on the wire; empty for the deletion of the topic
 */
public record ReceivedUpdate(
    String text, String topic, long offset, long seq, String ts, String data) {
  /**
   * Parses an update object.
   *
   * @throws ProtocolViolationException if the text is not an object with {@code topic}, {@code
   *     offset} and {@code seq}
   */
  public static ReceivedUpdate of(String text) {
    JsonMessage fields = ProtocolViolationException.parse(text);
    String topic = fields.optionalString("topic");
    if (topic == null || topic.indexOf('.') < 1) {
      throw new ProtocolViolationException("not an update with a topic: " + Excerpt.of(text));
    }
    return new ReceivedUpdate(
        text,
        topic,
        wholeNumber(fields, "offset"),
        wholeNumber(fields, "seq"),
        String.valueOf(fields.raw("ts")),
        data(fields, text));
  }

  private static String data(JsonMessage fields, String text) {
    String data = "true".equals(fields.raw("deleted")) ? "" : fields.raw("data");
    if (data == null) {
      throw new ProtocolViolationException("not an update with data: " + Excerpt.of(text));
    }
    return data;
  }

  /** Returns true if this update ends its topic, and has no data. */
  public boolean isDeletion() {
    return data.isEmpty();
  }

  private static long wholeNumber(JsonMessage fields, String name) {
    try {
      return Long.parseLong(String.valueOf(fields.raw(name)));
    } catch (NumberFormatException malformed) {
      throw new ProtocolViolationException(
          "'" + name + "' must be a whole number, but it is " + fields.raw(name));
    }
  }

  /** Returns the first segment of the topic. */
  public String feed() {
    return topic.substring(0, topic.indexOf('.'));
  }

  /**
   * Returns an update object with exactly the bytes that the contract requires.
   *
   * @param data the published JSON; empty for a deletion
   */
  public static String canonical(String topic, long offset, long seq, String ts, String data) {
    return "{\"type\":\"update\",\"topic\":\""
        + topic
        + "\",\"offset\":"
        + offset
        + ",\"seq\":"
        + seq
        + ",\"ts\":"
        + ts
        + (data.isEmpty() ? ",\"deleted\":true" : ",\"data\":" + data)
        + "}";
  }
}
