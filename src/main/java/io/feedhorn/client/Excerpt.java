package io.feedhorn.client;

import io.feedhorn.model.ShortText;
import org.jspecify.annotations.Nullable;

/** The beginning of a value, short enough for an error message. */
public final class Excerpt {
  private static final int MAX_CHARACTERS = 400;

  private Excerpt() {}

  /** Returns the text of a value, cut after 400 characters. */
  public static String of(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.length() <= MAX_CHARACTERS
        ? text
        : ShortText.of(text, MAX_CHARACTERS) + " (" + text.length() + " characters)";
  }
}
