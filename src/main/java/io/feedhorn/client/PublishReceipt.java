package io.feedhorn.client;

import io.feedhorn.json.JsonMessage;
import java.util.regex.Pattern;

/**
 * The server's acknowledgement of a publish. Immutable.
 *
 * @param offset the position of the update in its feed
 * @param seq the number of the update within its topic
 * @param cursor a cursor after the update
 * @param ts the time at which the server accepted it, in milliseconds since 1970, as on the wire
 */
public record PublishReceipt(String topic, long offset, long seq, String cursor, String ts) {
  private static final Pattern POSITIVE = Pattern.compile("[1-9][0-9]{0,17}");
  private static final Pattern MILLIS = Pattern.compile("[0-9]{1,16}(\\.[0-9]{1,3})?");

  /**
   * Parses a receipt. Other fields of the message are ignored.
   *
   * @throws ProtocolViolationException if a field is missing or malformed
   */
  public static PublishReceipt of(String json) {
    JsonMessage fields = ProtocolViolationException.parse(json);
    String offset = String.valueOf(fields.raw("offset"));
    String seq = String.valueOf(fields.raw("seq"));
    String ts = String.valueOf(fields.raw("ts"));
    ProtocolViolationException.require(
        POSITIVE.matcher(offset).matches()
            && POSITIVE.matcher(seq).matches()
            && MILLIS.matcher(ts).matches()
            && fields.has("topic")
            && fields.has("cursor"),
        "not a receipt with topic, offset, seq, cursor and ts: " + Excerpt.of(json));
    return new PublishReceipt(
        fields.string("topic"),
        Long.parseLong(offset),
        Long.parseLong(seq),
        fields.string("cursor"),
        ts);
  }

  /**
   * Returns the update object that every reader must receive, byte for byte.
   *
   * @param compactData the published JSON without white space between tokens
   */
  public String update(String compactData) {
    return ReceivedUpdate.canonical(topic, offset, seq, ts, compactData);
  }
}
