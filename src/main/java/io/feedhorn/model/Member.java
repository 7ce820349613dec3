package io.feedhorn.model;

import org.jspecify.annotations.Nullable;

/**
 * A user who reads topics, as others see the user. Immutable.
 *
 * @param user the {@code sub} of the token; empty for a client without one
 * @param name the name to display, the claim {@code name} of the token; null if there is none
 */
public record Member(String user, @Nullable String name) {
  /** A client whose user is not known. */
  public static final Member ANONYMOUS = new Member("", null);

  /** The maximum number of UTF-16 code units of a name. */
  public static final int MAX_NAME_LENGTH = 100;

  /**
   * Returns the member of a token. A user that is not Unicode text counts as none, and so does a
   * name that is not, or is blank or too long.
   */
  public static Member of(@Nullable Object sub, @Nullable Object name) {
    if (!(sub instanceof String user) || user.isEmpty() || !isUnicode(user)) {
      return ANONYMOUS;
    }
    return name instanceof String text
            && !text.isBlank()
            && text.length() <= MAX_NAME_LENGTH
            && isUnicode(text)
        ? new Member(user, text)
        : new Member(user, null);
  }

  /** Returns false if a surrogate is alone: two such texts may be the same in UTF-8. */
  private static boolean isUnicode(String text) {
    return text.codePoints()
        .noneMatch(codePoint -> Character.getType(codePoint) == Character.SURROGATE);
  }

  public boolean isAnonymous() {
    return user.isEmpty();
  }
}
