package io.feedhorn.app.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The values of all sources merged by key: the last value of a key applies. */
final class ResolvedSettings {
  private final Map<String, SettingValue> values = new LinkedHashMap<>();

  /**
   * @param values values without errors, in order of increasing precedence
   */
  ResolvedSettings(Collection<SettingValue> values) {
    values.forEach(value -> this.values.put(value.path(), value));
  }

  /** Returns the value of a key that cannot be empty. */
  <T> T get(SettingKey<T> key) {
    return Objects.requireNonNull(getOrNull(key), key.path());
  }

  /** Returns the value of a key; null if it is empty. */
  <T> @Nullable T getOrNull(SettingKey<T> key) {
    return key.valueOf(values.get(key.path()));
  }

  /** Returns a feed's value: its own, else that of {@code feeds.default}, else the default. */
  <T> T get(SettingKey<T> key, String feed) {
    return Objects.requireNonNull(key.valueOf(written(key, feed)), key.path());
  }

  /** Returns the values of a key of feeds that were set, of all feeds. */
  List<SettingValue> written(SettingKey<?> key) {
    return values.values().stream()
        .filter(value -> FeedSettings.template(value.path()).equals(key.path()))
        .toList();
  }

  /** Returns the names of the configured feeds. */
  Set<String> feeds() {
    Set<String> feeds = new TreeSet<>();
    for (String path : values.keySet()) {
      String feed = FeedSettings.feed(path);
      if (feed != null && !feed.equals(FeedSettings.DEFAULT)) {
        feeds.add(feed);
      }
    }
    return feeds;
  }

  /** Returns the value of a key with its source, which may be the default. */
  SettingValue effective(SettingKey<?> key) {
    SettingValue written = values.get(key.path());
    return written != null ? written : new SettingValue(key.path(), key.defaultValue(), "default");
  }

  /** Returns a line for each section, with all values and the sources of those that were set. */
  List<String> summary() {
    List<String> lines = new ArrayList<>();
    SettingKeys.sections().forEach((section, keys) -> summarise(section, keys, lines));
    return lines;
  }

  private void summarise(String section, List<SettingKey<?>> keys, List<String> lines) {
    if (!section.equals("feeds")) {
      lines.add(line(section, keys, key -> values.get(key.path())));
      return;
    }
    lines.add(line("feeds.default", keys, key -> written(key, FeedSettings.DEFAULT)));
    feeds().forEach(feed -> lines.add(line("feeds." + feed, keys, key -> written(key, feed))));
  }

  private static String line(
      String section,
      List<SettingKey<?>> keys,
      Function<SettingKey<?>, @Nullable SettingValue> written) {
    return keys.stream()
        .map(key -> shown(key, written.apply(key)))
        .collect(Collectors.joining(", ", section + ": ", ""));
  }

  private static <T> String shown(SettingKey<T> key, @Nullable SettingValue written) {
    T value = key.valueOf(written);
    boolean secret = written != null && written.mayBeSecret();
    String shown =
        value == null ? key.defaultText() : secret ? SettingValue.MASKED : key.type().format(value);
    return key.name() + " " + shown + (written == null ? "" : " (" + written.source() + ")");
  }

  private @Nullable SettingValue written(SettingKey<?> key, String feed) {
    SettingValue own = values.get(FeedSettings.path(key, feed));
    SettingValue common = values.get(FeedSettings.path(key, FeedSettings.DEFAULT));
    boolean isSet = own != null || common != null;
    return isSet ? (own != null ? own : common) : FeedSettings.defaultOf(key, feed, this);
  }
}
