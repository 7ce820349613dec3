package io.feedhorn.conform;

import io.feedhorn.client.Excerpt;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The failure of a contract check, with its evidence. */
final class CheckFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CheckFailed(String evidence) {
    super(evidence, null, false, false);
  }

  /**
   * Fails the check unless a condition holds.
   *
   * @param evidence what is wrong
   */
  static void require(boolean condition, String evidence) {
    if (!condition) {
      throw new CheckFailed(evidence);
    }
  }

  /**
   * Fails the check unless two values are equal.
   *
   * @param subject the value that is compared, for the evidence
   */
  static void requireEqual(String subject, @Nullable Object expected, @Nullable Object actual) {
    require(
        Objects.equals(expected, actual),
        subject + ": expected " + Excerpt.of(expected) + ", but it was " + Excerpt.of(actual));
  }
}
