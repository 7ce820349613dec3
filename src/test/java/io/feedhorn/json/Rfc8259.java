package io.feedhorn.json;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A recognizer for the grammar of RFC 8259, sections 2 to 7, to compare the parser with. */
final class Rfc8259 {
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
  private static final Pattern STRING =
      Pattern.compile("\"([^\"\\\\\\x00-\\x1f]|\\\\([\"\\\\/bfnrt]|u[0-9a-fA-F]{4}))*\"");
  private static final Pattern NAME = Pattern.compile("null|true|false");
  private static final Pattern SPACE = Pattern.compile("[ \\t\\n\\r]*");

  private final String text;
  private int at;

  private Rfc8259(String text) {
    this.text = text;
  }

  /** Returns true if a text is exactly one JSON value. */
  static boolean isValue(String text) {
    Rfc8259 reading = new Rfc8259(text);
    return reading.value() && reading.at == text.length();
  }

  private boolean value() {
    accept(SPACE);
    boolean value =
        accept('[')
            ? items(false, ']')
            : accept('{') ? items(true, '}') : accept(STRING) || accept(NUMBER) || accept(NAME);
    accept(SPACE);
    return value;
  }

  private boolean items(boolean named, char end) {
    accept(SPACE);
    if (accept(end)) {
      return true;
    }
    do {
      if ((named && !name()) || !value()) {
        return false;
      }
    } while (accept(','));
    return accept(end);
  }

  private boolean name() {
    accept(SPACE);
    boolean string = accept(STRING);
    accept(SPACE);
    return string && accept(':');
  }

  private boolean accept(char c) {
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private boolean accept(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    boolean there = matcher.lookingAt();
    at = there ? matcher.end() : at;
    return there;
  }
}
