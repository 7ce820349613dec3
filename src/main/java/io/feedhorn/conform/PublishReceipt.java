package io.feedhorn.conform;

import io.feedhorn.json.JsonMessage;

/**
 * The answer to a publish. Immutable.
 *
 * @param ts as it was written
 */
record PublishReceipt(String topic, long offset, long seq, String cursor, String ts) {
  private static final String TS = "[0-9]{1,16}(\\.[0-9]{1,3})?";

  /**
   * Reads a receipt, wherever its fields are in a message.
   *
   * @throws CheckFailed where a field is missing or not as the contract says
   */
  static PublishReceipt of(String json) {
    JsonMessage fields = JsonMessage.parse(json);
    String offset = String.valueOf(fields.raw("offset"));
    String seq = String.valueOf(fields.raw("seq"));
    String ts = String.valueOf(fields.raw("ts"));
    boolean well =
        offset.matches("[1-9][0-9]{0,17}") && seq.matches("[1-9][0-9]{0,17}") && ts.matches(TS);
    CheckFailed.unless(
        well && fields.has("topic") && fields.has("cursor"),
        "no receipt with topic, offset, seq, cursor and ts: " + CheckFailed.shown(json));
    return new PublishReceipt(
        fields.string("topic"),
        Long.parseLong(offset),
        Long.parseLong(seq),
        fields.string("cursor"),
        ts);
  }

  /** The update object that every reader must get, byte for byte. */
  String update(String compactData) {
    return ReceivedUpdate.canonical(topic, offset, seq, ts, compactData);
  }
}
