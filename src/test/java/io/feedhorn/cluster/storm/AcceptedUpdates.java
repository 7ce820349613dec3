package io.feedhorn.cluster.storm;

/**
 * An update of the storm as a reader got it. Immutable.
 *
 * @param id the number of the publish
 * @param at when it was published, {@link System#nanoTime}
 * @param hash of all its characters
 */
record AcceptedUpdates(String topic, long offset, long seq, long id, long at, long hash) {
  private static final String HEAD = "{\"type\":\"update\",\"topic\":\"";

  /**
   * Reads an update by the letter of the contract.
   *
   * @throws IllegalArgumentException where it is no update of the storm
   */
  static AcceptedUpdates of(String text) {
    if (!text.startsWith(HEAD)) {
      throw new IllegalArgumentException("no update: " + text);
    }
    int end = text.indexOf('"', HEAD.length());
    return new AcceptedUpdates(
        text.substring(HEAD.length(), end),
        number(text, "\"offset\":", end),
        number(text, "\"seq\":", end),
        number(text, "\"id\":", end),
        number(text, "\"at\":", end),
        hash(text));
  }

  /** Whether it is what a feed began with, before the storm; a reset may send it again. */
  static boolean isBeginning(String text) {
    return text.startsWith(HEAD) && text.startsWith(StormFeeds.BEGINNING, text.indexOf('.'));
  }

  /** The whole number after some text. */
  static long number(String text, String before, int from) {
    int at = text.indexOf(before, from);
    if (at < 0) {
      throw new IllegalArgumentException("no " + before + " in " + text);
    }
    int begin = at + before.length();
    int end = begin;
    while (end < text.length() && "-0123456789".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    return Long.parseLong(text, begin, end, 10);
  }

  /** The text after some text, up to the next quotation mark. */
  static String string(String text, String before) {
    int at = text.indexOf(before);
    if (at < 0) {
      throw new IllegalArgumentException("no " + before + " in " + text);
    }
    int begin = at + before.length();
    return text.substring(begin, text.indexOf('"', begin));
  }

  String feed() {
    return topic.substring(0, topic.indexOf('.'));
  }

  /** FNV-1a, of 64 bits: two different updates do not have the same one by chance. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash == 0 ? 1 : hash;
  }
}
