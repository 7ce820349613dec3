package io.feedhorn.app.settings;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One value as somebody wrote it.
 *
 * @param path the key, {@code http.port}
 * @param value what was written; null where nothing follows the key
 * @param source where it was written: {@code conf/feedhorn.yaml line 12}
 */
record SettingValue(String path, @Nullable Object value, String source) {
  static final String HIDDEN = "***";

  private static final int SHOWN = 80;

  /** The one line that names a mistake. */
  String mistake(String why) {
    return "%s = %s (%s): %s".formatted(printable(path), shown(), source, why);
  }

  /** The value on one line, unless the key says, or is likely to mean, that it is a secret. */
  private String shown() {
    if (value == null) {
      return "nothing";
    }
    if (mayBeSecret()) {
      return HIDDEN;
    }
    String text = printable(value.toString());
    String cut = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    return value instanceof String || value instanceof SettingType.Text ? '"' + cut + '"' : cut;
  }

  /** Mistyped keys count too: what was meant for {@code auth.secret} must not reach a log. */
  boolean mayBeSecret() {
    String name = path.toLowerCase(Locale.ROOT);
    boolean mistypedAuth = name.startsWith("auth") && SettingKeys.find(path) == null;
    return mistypedAuth || name.matches(".*(secret|token|password|credential).*");
  }

  private static String printable(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? '\uFFFD' : c));
    return line.toString();
  }
}
