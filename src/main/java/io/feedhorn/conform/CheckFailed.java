package io.feedhorn.conform;

import org.jspecify.annotations.Nullable;

/** A claim that does not hold, with the evidence. */
final class CheckFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_SHOWN = 400;

  CheckFailed(String evidence) {
    super(evidence, null, false, false);
  }

  /** What is wrong where something is not so. */
  static void unless(boolean so, String evidence) {
    if (!so) {
      throw new CheckFailed(evidence);
    }
  }

  /** Two things that must be the same. */
  static void unlessSame(String what, @Nullable Object expected, @Nullable Object actual) {
    if (!java.util.Objects.equals(expected, actual)) {
      throw new CheckFailed(
          what + ": expected " + shown(expected) + ", but it was " + shown(actual));
    }
  }

  /** A value as evidence: not longer than is of use. */
  static String shown(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.length() <= MAX_SHOWN
        ? text
        : text.substring(0, MAX_SHOWN) + "… (" + text.length() + " characters)";
  }
}
