package io.feedhorn.json;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The grammar of RFC 8259, section 2 to 7, written down again so that a parser can be checked. */
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

  /** Whether a text is exactly one JSON value. */
  static boolean isValue(String text) {
    Rfc8259 reading = new Rfc8259(text);
    return reading.value() && reading.at == text.length();
  }

  private boolean value() {
    take(SPACE);
    boolean value =
        take('[')
            ? items(false, ']')
            : take('{') ? items(true, '}') : take(STRING) || take(NUMBER) || take(NAME);
    take(SPACE);
    return value;
  }

  private boolean items(boolean named, char end) {
    take(SPACE);
    if (take(end)) {
      return true;
    }
    do {
      if ((named && !name()) || !value()) {
        return false;
      }
    } while (take(','));
    return take(end);
  }

  private boolean name() {
    take(SPACE);
    boolean string = take(STRING);
    take(SPACE);
    return string && take(':');
  }

  private boolean take(char c) {
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private boolean take(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    boolean there = matcher.lookingAt();
    at = there ? matcher.end() : at;
    return there;
  }
}
