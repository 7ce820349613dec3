package io.feedhorn.app.settings;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table of settings.
 *
 * @param path the key, {@code http.port}; {@code NAME} in it stands for a feed's name
 * @param fallback what holds where nothing is given; null for nothing
 * @param unset how the fallback is said where it is no value one could write; null where it is
 * @param meaning what it does, in a few words
 * @param lacking what this version does not have, and which any other value would need; null where
 *     every value of the kind is good
 */
public record SettingKey<T>(
    String path,
    SettingType<T> kind,
    @Nullable T fallback,
    @Nullable String unset,
    String meaning,
    @Nullable String lacking) {

  static <T> SettingKey<T> of(String path, SettingType<T> kind, T fallback, String meaning) {
    return new SettingKey<>(path, kind, fallback, null, meaning, null);
  }

  /** A key that may also stand there with nothing after it. */
  static <T> SettingKey<T> unset(
      String path, SettingType<T> kind, @Nullable T fallback, String unset, String meaning) {
    return new SettingKey<>(path, kind, fallback, unset, meaning, null);
  }

  /** This key, known but good at its default only. */
  SettingKey<T> lacking(String what) {
    return new SettingKey<>(path, kind, fallback, unset, meaning, what);
  }

  /** {@code http}. */
  String section() {
    return path.substring(0, path.indexOf('.'));
  }

  /** The path within its section, {@code event-loops}; that of a feed's key within the feed. */
  String name() {
    String below = FeedSettingKeys.feed(path) == null ? section() : "feeds.NAME";
    return path.substring(below.length() + 1);
  }

  /** The default as documentation says it. */
  public String usual() {
    return unset != null ? unset : kind.show(Objects.requireNonNull(fallback));
  }

  /** What holds when this was given, or nothing; null for nothing. */
  @Nullable T value(@Nullable SettingValue settingValue) {
    T read = settingValue == null || isUnset(settingValue) ? null : read(settingValue);
    return read != null ? read : fallback;
  }

  /** What is wrong with a value; null where it is good. */
  @Nullable String objection(SettingValue settingValue) {
    if (isUnset(settingValue)) {
      return null;
    }
    T read = read(settingValue);
    if (lacking != null && (read == null || !read.equals(fallback))) {
      return "this version has no " + lacking + ": must be " + usual();
    }
    return read == null ? "must be " + kind.allowed() : null;
  }

  private boolean isUnset(SettingValue settingValue) {
    return unset != null
        && (settingValue.value() == null || settingValue.value().toString().isEmpty());
  }

  private @Nullable T read(SettingValue settingValue) {
    return settingValue.value() == null ? null : kind.read(settingValue.value());
  }
}
