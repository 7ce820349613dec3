package io.feedhorn.conform;

import io.feedhorn.model.JsonFields;

/**
 * The answer to a publish. Immutable.
 *
 * @param ts as it was written
 */
record Receipt(String topic, long offset, long seq, String cursor, String ts) {
  private static final String TS = "[0-9]{1,16}(\\.[0-9]{1,3})?";

  /**
   * Reads a receipt, wherever its fields are in a message.
   *
   * @throws Broken where a field is missing or not as the contract says
   */
  static Receipt of(String json) {
    JsonFields fields = JsonFields.parse(json);
    String offset = String.valueOf(fields.raw("offset"));
    String seq = String.valueOf(fields.raw("seq"));
    String ts = String.valueOf(fields.raw("ts"));
    boolean well =
        offset.matches("[1-9][0-9]{0,17}") && seq.matches("[1-9][0-9]{0,17}") && ts.matches(TS);
    Broken.unless(
        well && fields.has("topic") && fields.has("cursor"),
        "no receipt with topic, offset, seq, cursor and ts: " + Broken.shown(json));
    return new Receipt(
        fields.string("topic"),
        Long.parseLong(offset),
        Long.parseLong(seq),
        fields.string("cursor"),
        ts);
  }

  /** The update object that every reader must get, byte for byte. */
  String update(String compactData) {
    return Told.canonical(topic, offset, seq, ts, compactData);
  }
}
