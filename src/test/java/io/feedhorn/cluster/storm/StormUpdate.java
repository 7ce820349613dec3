package io.feedhorn.cluster.storm;

/**
 * An update of the storm as a reader received it. Immutable.
 *
 * @param id the number of the publish
 * @param at the time of the publish, {@link System#nanoTime}
 * @param hash a hash of all characters
 */
record StormUpdate(String topic, long offset, long seq, long id, long at, long hash) {
  private static final String HEAD = "{\"type\":\"update\",\"topic\":\"";

  /**
   * Parses an update.
   *
   * @throws IllegalArgumentException if the text is not an update of the storm
   */
  static StormUpdate of(String text) {
    if (!text.startsWith(HEAD)) {
      throw new IllegalArgumentException("not an update: " + text);
    }
    int end = text.indexOf('"', HEAD.length());
    return new StormUpdate(
        text.substring(HEAD.length(), end),
        number(text, "\"offset\":", end),
        number(text, "\"seq\":", end),
        number(text, "\"id\":", end),
        number(text, "\"at\":", end),
        hash(text));
  }

  /** Returns true for the first update of a feed, before the storm. A reset may send it again. */
  static boolean isFirstUpdate(String text) {
    return text.startsWith(HEAD) && text.startsWith(StormFeeds.FIRST_TOPIC, text.indexOf('.'));
  }

  /** Returns the integer after a text. */
  static long number(String text, String before, int from) {
    int at = text.indexOf(before, from);
    if (at < 0) {
      throw new IllegalArgumentException(before + " is missing in " + text);
    }
    int begin = at + before.length();
    int end = begin;
    while (end < text.length() && "-0123456789".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    return Long.parseLong(text, begin, end, 10);
  }

  /** Returns the text after another text, up to the next quotation mark. */
  static String string(String text, String before) {
    int at = text.indexOf(before);
    if (at < 0) {
      throw new IllegalArgumentException(before + " is missing in " + text);
    }
    int begin = at + before.length();
    return text.substring(begin, text.indexOf('"', begin));
  }

  String feed() {
    return topic.substring(0, topic.indexOf('.'));
  }

  /** Returns the 64-bit FNV-1a hash, which differs for different updates in practice. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash == 0 ? 1 : hash;
  }
}
