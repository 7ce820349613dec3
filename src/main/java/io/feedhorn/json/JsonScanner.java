package io.feedhorn.json;

/**
 * A scanner that checks JSON in UTF-8 in one pass, without creating objects. It accepts only what
 * {@link RawJson} accepts, but not all of it: text that is unusual, or not JSON, is left to the
 * parser, which has the error. Not thread-safe.
 */
final class JsonScanner {
  /** The result for text that the scanner does not accept. */
  static final int UNUSUAL = -1;

  private static final int MAX_LEVELS = 64;
  private static final int MAX_NUMBER_BYTES = 64;
  private static final int UNICODE_ESCAPE_DIGITS = 4;

  private byte[] in = {};
  private int end;
  private boolean spaces;
  private boolean escapes;
  private boolean beyondAscii;

  /** Begins with other bytes. */
  void reset(byte[] bytes, int endIndex) {
    in = bytes;
    end = endIndex;
    spaces = false;
    escapes = false;
    beyondAscii = false;
  }

  /** Returns true if there was white space between tokens since the last call. */
  boolean takeSpaces() {
    boolean found = spaces;
    spaces = false;
    return found;
  }

  /** Returns true if there was an escape in a string since the last call. */
  boolean takeEscapes() {
    boolean found = escapes;
    escapes = false;
    return found;
  }

  /** Returns true if a string has bytes beyond ASCII, which the scanner does not check. */
  boolean isBeyondAscii() {
    return beyondAscii;
  }

  /** Returns the index of the next byte that is not white space. */
  int skipSpaces(int from) {
    int at = from;
    while (at < end && (in[at] == ' ' || in[at] == '\n' || in[at] == '\r' || in[at] == '\t')) {
      at++;
    }
    spaces |= at > from;
    return at;
  }

  /** Returns true if a byte is at an index before the end. */
  boolean isAt(int at, char expected) {
    return at >= 0 && at < end && in[at] == expected;
  }

  /** Returns the index after the value that begins at an index, or {@link #UNUSUAL}. */
  int value(int at) {
    return value(at, 0);
  }

  private int value(int at, int level) {
    if (at >= end || level > MAX_LEVELS) {
      return UNUSUAL;
    }
    return switch (in[at]) {
      case '"' -> string(at);
      case '{' -> object(at + 1, level + 1);
      case '[' -> array(at + 1, level + 1);
      case 't' -> literal(at, "true");
      case 'f' -> literal(at, "false");
      case 'n' -> literal(at, "null");
      default -> number(at);
    };
  }

  private int object(int from, int level) {
    int at = skipSpaces(from);
    if (isAt(at, '}')) {
      return at + 1;
    }
    while (isAt(at, '"')) {
      at = string(at);
      if (at < 0) {
        return UNUSUAL;
      }
      at = skipSpaces(at);
      if (!isAt(at, ':')) {
        return UNUSUAL;
      }
      at = value(skipSpaces(at + 1), level);
      if (at < 0) {
        return UNUSUAL;
      }
      at = skipSpaces(at);
      if (isAt(at, '}')) {
        return at + 1;
      }
      if (!isAt(at, ',')) {
        return UNUSUAL;
      }
      at = skipSpaces(at + 1);
    }
    return UNUSUAL;
  }

  private int array(int from, int level) {
    int at = skipSpaces(from);
    if (isAt(at, ']')) {
      return at + 1;
    }
    while (true) {
      at = value(at, level);
      if (at < 0) {
        return UNUSUAL;
      }
      at = skipSpaces(at);
      if (isAt(at, ']')) {
        return at + 1;
      }
      if (!isAt(at, ',')) {
        return UNUSUAL;
      }
      at = skipSpaces(at + 1);
    }
  }

  /** Returns the index after the string whose opening quote is at an index, or UNUSUAL. */
  int string(int quote) {
    byte[] bytes = in;
    for (int at = quote + 1; at < end; at++) {
      byte b = bytes[at];
      if (b < ' ') {
        if (b >= 0) {
          return UNUSUAL;
        }
        beyondAscii = true;
      } else if (b == '"') {
        return at + 1;
      } else if (b == '\\') {
        at = escape(at + 1);
        if (at < 0) {
          return UNUSUAL;
        }
      }
    }
    return UNUSUAL;
  }

  /** Returns the index of the last character of the escape with a letter at an index. */
  private int escape(int letter) {
    escapes = true;
    if (letter >= end) {
      return UNUSUAL;
    }
    if (in[letter] != 'u') {
      return "\"\\/bfnrt".indexOf(in[letter]) >= 0 ? letter : UNUSUAL;
    }
    int last = letter + UNICODE_ESCAPE_DIGITS;
    if (last >= end) {
      return UNUSUAL;
    }
    for (int at = letter + 1; at <= last; at++) {
      if (Character.digit(in[at], 16) < 0) {
        return UNUSUAL;
      }
    }
    return last;
  }

  private int literal(int at, String word) {
    int after = at + word.length();
    if (after > end) {
      return UNUSUAL;
    }
    for (int i = 1; i < word.length(); i++) {
      if (in[at + i] != word.charAt(i)) {
        return UNUSUAL;
      }
    }
    return after;
  }

  private int number(int from) {
    int at = isAt(from, '-') ? from + 1 : from;
    int whole = at;
    at = digits(at);
    if (at == whole || (in[whole] == '0' && at > whole + 1)) {
      return UNUSUAL;
    }
    if (isAt(at, '.')) {
      int fraction = at + 1;
      at = digits(fraction);
      if (at == fraction) {
        return UNUSUAL;
      }
    }
    if (isAt(at, 'e') || isAt(at, 'E')) {
      int exponent = isAt(at + 1, '-') || isAt(at + 1, '+') ? at + 2 : at + 1;
      at = digits(exponent);
      if (at == exponent) {
        return UNUSUAL;
      }
    }
    return at - from <= MAX_NUMBER_BYTES ? at : UNUSUAL;
  }

  private int digits(int from) {
    int at = from;
    while (at < end && in[at] >= '0' && in[at] <= '9') {
      at++;
    }
    return at;
  }
}
