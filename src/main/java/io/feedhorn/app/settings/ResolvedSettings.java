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

/** What holds after everybody had a say: of several values for one key, the last one given. */
final class ResolvedSettings {
  private final Map<String, SettingValue> given = new LinkedHashMap<>();

  /**
   * @param all those without an objection, the strongest last
   */
  ResolvedSettings(Collection<SettingValue> all) {
    all.forEach(one -> given.put(one.path(), one));
  }

  /** The value of a key that is always something. */
  <T> T of(SettingKey<T> key) {
    return Objects.requireNonNull(key.value(given.get(key.path())), key.path());
  }

  /** The value of a key that may be nothing. */
  <T> @Nullable T orNull(SettingKey<T> key) {
    return key.value(given.get(key.path()));
  }

  /** The value of a key, or what holds where nothing is given. */
  <T> T orElse(SettingKey<T> key, T otherwise) {
    T value = key.value(given.get(key.path()));
    return value != null ? value : otherwise;
  }

  /** The value of a feed's key: its own, else that of {@code feeds.default}, else the table's. */
  <T> T of(SettingKey<T> key, String feed) {
    return Objects.requireNonNull(key.value(source(key, feed)), key.path());
  }

  /** The feeds that are configured. */
  Set<String> feeds() {
    Set<String> feeds = new TreeSet<>();
    for (String path : given.keySet()) {
      String feed = FeedSettingKeys.feed(path);
      if (feed != null && !feed.equals(FeedSettingKeys.DEFAULT)) {
        feeds.add(feed);
      }
    }
    return feeds;
  }

  /** Who said so; null where nobody did and the default holds. */
  @Nullable SettingValue source(SettingKey<?> key) {
    return given.get(key.path());
  }

  /** All that holds, a line for each section, and who set what is not at its default. */
  List<String> summary() {
    List<String> lines = new ArrayList<>();
    SettingKeys.sections().forEach((section, keys) -> summarise(section, keys, lines));
    return lines;
  }

  private void summarise(String section, List<SettingKey<?>> keys, List<String> lines) {
    if (!section.equals("feeds")) {
      lines.add(line(section, keys, key -> given.get(key.path())));
      return;
    }
    lines.add(line("feeds.default", keys, key -> source(key, FeedSettingKeys.DEFAULT)));
    feeds().forEach(feed -> lines.add(line("feeds." + feed, keys, key -> source(key, feed))));
  }

  private static String line(
      String section,
      List<SettingKey<?>> keys,
      Function<SettingKey<?>, @Nullable SettingValue> source) {
    return keys.stream()
        .map(key -> shown(key, source.apply(key)))
        .collect(Collectors.joining(", ", section + ": ", ""));
  }

  private static <T> String shown(SettingKey<T> key, @Nullable SettingValue settingValue) {
    T value = key.value(settingValue);
    boolean secret = settingValue != null && settingValue.mayBeSecret();
    String shown =
        value == null ? key.usual() : secret ? SettingValue.HIDDEN : key.kind().show(value);
    return key.name()
        + " "
        + shown
        + (settingValue == null ? "" : " (" + settingValue.source() + ")");
  }

  private @Nullable SettingValue source(SettingKey<?> key, String feed) {
    SettingValue own = given.get(FeedSettingKeys.path(key, feed));
    return own != null ? own : given.get(FeedSettingKeys.path(key, FeedSettingKeys.DEFAULT));
  }
}
