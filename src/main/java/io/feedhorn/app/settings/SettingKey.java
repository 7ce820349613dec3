package io.feedhorn.app.settings;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table of settings. Immutable.
 *
 * @param path the key, such as {@code http.port}; {@code NAME} in it stands for the name of a feed
 *     or a source
 * @param defaultValue the value that applies if none is set; null for none
 * @param emptyMeaning the meaning of an empty value, in words; null if an empty value is an error
 * @param description one line for the help
 */
public record SettingKey<T>(
    String path,
    SettingType<T> type,
    @Nullable T defaultValue,
    @Nullable String emptyMeaning,
    String description) {

  /** Returns the first segment of the path, such as {@code http}. */
  String section() {
    return path.substring(0, path.indexOf('.'));
  }

  /** Returns the path within its section, or within its name, such as {@code event-loops}. */
  String name() {
    String parent = NamedSections.name(path) == null ? section() : section() + ".NAME";
    return path.substring(parent.length() + 1);
  }

  /** Returns the default in the words of the documentation. */
  public String defaultText() {
    return emptyMeaning != null ? emptyMeaning : type.format(Objects.requireNonNull(defaultValue));
  }

  /** Returns the parsed value, or the default if none, or an empty one, is set. */
  @Nullable T valueOf(@Nullable SettingValue setting) {
    T parsed = setting == null || isEmpty(setting) ? null : parse(setting);
    return parsed != null ? parsed : defaultValue;
  }

  /** Returns the reason why a value is not accepted; null if it is. */
  @Nullable String error(SettingValue setting) {
    if (isEmpty(setting)) {
      return null;
    }
    if (parse(setting) != null) {
      return null;
    }
    Object value = setting.value();
    boolean unquoted =
        (value instanceof Number || value instanceof Boolean)
            && type.parse(value.toString()) != null;
    return "must be " + type.allowed() + (unquoted ? ", in quotes" : "");
  }

  private boolean isEmpty(SettingValue setting) {
    return emptyMeaning != null
        && (setting.value() == null
            || setting.value().toString().isEmpty()
            || (setting.value() instanceof List<?> list && list.isEmpty()));
  }

  private @Nullable T parse(SettingValue setting) {
    return setting.value() == null ? null : type.parse(setting.value());
  }
}
