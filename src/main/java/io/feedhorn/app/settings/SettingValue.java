package io.feedhorn.app.settings;

import io.feedhorn.model.ShortText;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A value of a setting as it was written. Immutable.
 *
 * @param path the key, such as {@code http.port}
 * @param value the written value; null if nothing follows the key
 * @param source the place where it was written, such as {@code conf/feedhorn.yaml line 12}
 */
record SettingValue(String path, @Nullable Object value, String source) {
  static final String MASKED = "***";

  private static final int MAX_SHOWN_CHARS = 80;

  /** Returns the line that reports an error in this value. */
  String errorLine(String error) {
    return "%s = %s (%s): %s".formatted(printable(path), shown(), source, error);
  }

  private String shown() {
    if (value == null) {
      return "empty";
    }
    if (mayBeSecret()) {
      return MASKED;
    }
    String text = printable(value.toString());
    String cut = ShortText.of(text, MAX_SHOWN_CHARS);
    return value instanceof String || value instanceof SettingType.Text ? '"' + cut + '"' : cut;
  }

  /**
   * Returns true if the value must not be shown: the key's name suggests a secret, or the key may
   * be a mistyped {@code auth.secret} or a mistyped key of a source.
   */
  boolean mayBeSecret() {
    String name = path.toLowerCase(Locale.ROOT);
    boolean mistyped =
        name.matches("(feedhorn_)?(auth|source).*") && SettingKeys.find(path) == null;
    // The headers and properties of a source, and its URL if it has a user, contain credentials.
    boolean ofSource =
        name.matches("sources\\.[^.]+\\.((snapshot\\.)?(headers|send)|connections|properties)")
            || (name.matches("sources\\.[^.]+\\.(snapshot\\.)?url")
                && String.valueOf(value).contains("@"));
    return mistyped || ofSource || name.matches(".*(secret|token|password|credential).*");
  }

  private static String printable(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? '\uFFFD' : c));
    return line.toString();
  }
}
