package io.feedhorn.model;

/** Texts that are shortened for errors and logs. Safe on any thread. */
public final class ShortText {
  private ShortText() {}

  /**
   * Returns a text, or its beginning and an ellipsis if it is longer. A character beyond the basic
   * plane is not cut in half: what is left of it would be no text in UTF-8.
   *
   * @param maxCharacters the length of the beginning, in UTF-16 code units, at least 1
   */
  public static String of(String text, int maxCharacters) {
    if (text.length() <= maxCharacters) {
      return text;
    }
    boolean half = Character.isHighSurrogate(text.charAt(maxCharacters - 1));
    return text.substring(0, half ? maxCharacters - 1 : maxCharacters) + "…";
  }
}
