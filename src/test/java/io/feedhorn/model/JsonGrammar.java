package io.feedhorn.model;

import java.text.Normalizer;

/** The names of the wire contract as regular expressions. */
final class JsonGrammar {
  static final String FEED = "[A-Za-z0-9_-]+";

  /** A segment after the first; it must be in NFC, too. */
  static final String SEGMENT =
      "[^.*>,\"\\\\\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Z}\\p{IsNoncharacter_Code_Point}\\x{FFFD}]+";

  private static final String NOT_RESERVED = "(?!feedhorn\\.|__vertx)(?=.{1,200}$)";
  static final String TOPIC = NOT_RESERVED + FEED + "(\\." + SEGMENT + ")+";
  static final String PATTERN =
      NOT_RESERVED + FEED + "(\\.(" + SEGMENT + "|\\*))*\\.(" + SEGMENT + "|\\*|>)";
  static final String CURSOR_PART = "[A-Za-z0-9_-]{1,200}:[a-z0-9]{4,16}:[0-9]{1,18}";

  private JsonGrammar() {}

  /** Returns true if a name matches the grammar and is in NFC. */
  static boolean matches(String name, String grammar) {
    return name.matches(grammar) && Normalizer.isNormalized(name, Normalizer.Form.NFC);
  }
}
