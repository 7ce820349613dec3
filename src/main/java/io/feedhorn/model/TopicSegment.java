package io.feedhorn.model;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/** The rules for the segments of topics and patterns. */
final class TopicSegment {
  static final String FEED_CHARACTERS = "A-Z a-z 0-9 _ -";
  private static final String RESERVED_CHARACTERS = "*>,\"\\";
  private static final int MAX_ASCII = 0x7E;
  private static final int REPLACEMENT = 0xFFFD;

  private TopicSegment() {}

  /** Returns true for a segment of letters, digits, {@code _} and {@code -} of ASCII. */
  static boolean isPlain(String segment) {
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || c == '-';
      if (!plain) {
        return false;
      }
    }
    return !segment.isEmpty();
  }

  /** Returns the rule that a segment after the first violates; null if it is valid. */
  static @Nullable String violation(String segment) {
    if (segment.isEmpty()) {
      return "a segment is empty";
    }
    boolean ascii = true;
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      ascii &= c <= MAX_ASCII;
      if (c <= ' ' || c == 0x7F || RESERVED_CHARACTERS.indexOf(c) >= 0) {
        return notAllowed(c);
      }
    }
    return ascii ? null : violationBeyondAscii(segment);
  }

  private static @Nullable String violationBeyondAscii(String segment) {
    int invalid =
        segment
            .codePoints()
            .filter(codePoint -> codePoint > MAX_ASCII && !isPrintable(codePoint))
            .findFirst()
            .orElse(-1);
    if (invalid >= 0) {
      return notAllowed(invalid);
    }
    return Normalizer.isNormalized(segment, Normalizer.Form.NFC)
        ? null
        : "segment '%s' is not in Unicode normalization form C (NFC)".formatted(segment);
  }

  private static boolean isPrintable(int codePoint) {
    if (codePoint == REPLACEMENT) {
      return false; // The name was decoded from bytes that are not UTF-8.
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      // A later version of Unicode may assign it, and the nodes of a cluster must agree.
      case Character.UNASSIGNED -> !isNoncharacter(codePoint);
      default -> true;
    };
  }

  /** Returns true for code points that are never assigned (Unicode Standard, section 23.7). */
  private static boolean isNoncharacter(int codePoint) {
    return (codePoint & 0xFFFE) == 0xFFFE || (codePoint >= 0xFDD0 && codePoint <= 0xFDEF);
  }

  private static String notAllowed(int codePoint) {
    String shown =
        codePoint == ' '
            ? "a space"
            : codePoint > ' ' && codePoint < 0x7F
                ? "'" + (char) codePoint + "'"
                : "character U+%04X".formatted(codePoint);
    return shown
        + " is not allowed; a segment after the first has any printable characters but . * > , \" \\"
        + " and white space";
  }
}
