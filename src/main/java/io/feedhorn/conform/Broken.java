package io.feedhorn.conform;

import org.jspecify.annotations.Nullable;

/** A claim that does not hold, with the evidence. */
final class Broken extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MOST_SHOWN = 400;

  Broken(String evidence) {
    super(evidence, null, false, false);
  }

  /** What is wrong where something is not so. */
  static void unless(boolean so, String evidence) {
    if (!so) {
      throw new Broken(evidence);
    }
  }

  /** Two things that must be the same. */
  static void unlessSame(String what, @Nullable Object expected, @Nullable Object actual) {
    if (!java.util.Objects.equals(expected, actual)) {
      throw new Broken(what + ": expected " + shown(expected) + ", but it was " + shown(actual));
    }
  }

  /** A value as evidence: not longer than is of use. */
  static String shown(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.length() <= MOST_SHOWN
        ? text
        : text.substring(0, MOST_SHOWN) + "… (" + text.length() + " characters)";
  }
}
