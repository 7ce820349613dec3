package io.feedhorn.store.artemis;

/** The kinds of records in the journal. The codes are part of the format. */
final class RecordKind {
  static final byte UPDATE = 1;
  static final byte FEED = 2;
  static final byte KEY = 3;
  static final byte READER = 4;
  static final byte MARKER = 5;
  static final byte REPLICA = 6;

  /** An update with the forward that it was. */
  static final byte FORWARDED_UPDATE = 7;

  /** An update of a topic of which some updates do not count as unread. */
  static final byte UPDATE_AFTER_UNCOUNTED = 10;

  /** The same, with the forward that it was. */
  static final byte FORWARDED_UPDATE_AFTER_UNCOUNTED = 11;

  static boolean isUpdate(byte kind) {
    return kind == UPDATE || kind == FORWARDED_UPDATE || isAfterUncounted(kind);
  }

  static boolean isForwarded(byte kind) {
    return kind == FORWARDED_UPDATE || kind == FORWARDED_UPDATE_AFTER_UNCOUNTED;
  }

  static boolean isAfterUncounted(byte kind) {
    return kind == UPDATE_AFTER_UNCOUNTED || kind == FORWARDED_UPDATE_AFTER_UNCOUNTED;
  }

  static final byte NODE = 8;

  /** A part of the ids that a write removes, before its first marker. */
  static final byte REMOVALS = 9;

  /** Returns true for a record that has ids which its write removes. */
  static boolean hasRemovals(byte kind) {
    return kind == MARKER || kind == REMOVALS;
  }

  private RecordKind() {}
}
