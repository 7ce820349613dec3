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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The values of all sources merged by key: the last value of a key applies. */
final class ResolvedSettings {
  private final Map<String, SettingValue> values = new LinkedHashMap<>();

  /** The sources that a file names without any key, by name. */
  private final Map<String, SettingValue> emptySources = new LinkedHashMap<>();

  /**
   * @param values values without errors, in order of increasing precedence
   */
  ResolvedSettings(Collection<SettingValue> values) {
    for (SettingValue value : values) {
      if (NamedSections.isEmptySource(value)) {
        emptySources.put(value.path().substring(value.path().indexOf('.') + 1), value);
      } else {
        this.values.put(value.path(), value);
      }
    }
    emptySources.keySet().removeAll(names(SourceSettings.SECTION));
  }

  /** Returns the value of a key that cannot be empty. */
  <T> T get(SettingKey<T> key) {
    return Objects.requireNonNull(getOrNull(key), key.path());
  }

  /** Returns the value of a key; null if it is empty. */
  <T> @Nullable T getOrNull(SettingKey<T> key) {
    return key.valueOf(values.get(key.path()));
  }

  /** Returns a source's value, as {@link #get(SettingKey, String)} does; null if it is empty. */
  <T> @Nullable T getOrNull(SettingKey<T> key, String name) {
    return key.valueOf(written(key, name));
  }

  /** Returns the value of a key with its source, for a feed or a source of a name. */
  SettingValue effective(SettingKey<?> key, String name) {
    SettingValue written = written(key, name);
    if (written != null) {
      return written;
    }
    SettingValue empty = emptySources.get(name);
    String source = empty == null ? "default" : empty.source();
    return new SettingValue(NamedSections.path(key, name), key.defaultValue(), source);
  }

  /** Returns a feed's value: its own, else that of {@code feeds.default}, else the default. */
  <T> T get(SettingKey<T> key, String feed) {
    return Objects.requireNonNull(key.valueOf(written(key, feed)), key.path());
  }

  /** Returns the values of a key of feeds that were set, of all feeds. */
  List<SettingValue> written(SettingKey<?> key) {
    return values.values().stream()
        .filter(value -> NamedSections.template(value.path()).equals(key.path()))
        .toList();
  }

  /** Returns the names of the configured feeds. */
  Set<String> feeds() {
    return names("feeds");
  }

  /** Returns the names of the configured sources. */
  Set<String> sources() {
    Set<String> names = names("sources");
    names.addAll(emptySources.keySet());
    return names;
  }

  private Set<String> names(String section) {
    Set<String> names = new TreeSet<>();
    for (String path : values.keySet()) {
      String name = NamedSections.name(path);
      if (name != null
          && !name.equals(NamedSections.DEFAULT)
          && NamedSections.section(path).equals(section)) {
        names.add(name);
      }
    }
    return names;
  }

  /** Returns the keys that a name sets itself. */
  List<SettingValue> writtenOf(String section, String name) {
    String prefix = section + "." + name + ".";
    return values.values().stream().filter(value -> value.path().startsWith(prefix)).toList();
  }

  /** Returns the paths whose values differ from other settings, without those of some sections. */
  List<String> differences(ResolvedSettings other, Set<String> excluded) {
    Set<String> paths = new TreeSet<>(values.keySet());
    paths.addAll(other.values.keySet());
    return paths.stream()
        .filter(path -> !excluded.contains(NamedSections.section(path)))
        .filter(path -> !text(path).equals(other.text(path)))
        .toList();
  }

  private String text(String path) {
    String name = NamedSections.name(path);
    SettingKey<?> key = Objects.requireNonNull(SettingKeys.find(path));
    return text(key, name == null ? values.get(path) : written(key, name));
  }

  private static <T> String text(SettingKey<T> key, @Nullable SettingValue value) {
    T typed = key.valueOf(value);
    return typed == null ? "" : key.type().format(typed);
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
    if (section.equals("sources")) {
      sources().forEach(source -> lines.add(sourceLine(source)));
      return;
    }
    if (!section.equals("feeds")) {
      lines.add(line(section, keys, key -> values.get(key.path())));
      return;
    }
    lines.add(line("feeds.default", keys, key -> written(key, NamedSections.DEFAULT)));
    feeds().forEach(feed -> lines.add(line("feeds." + feed, keys, key -> written(key, feed))));
  }

  /** Returns the keys of a source that were set: of its many keys most belong to other types. */
  private String sourceLine(String source) {
    return Stream.of(SourceSettings.KEYS, BookSettings.KEYS)
        .<SettingKey<?>>flatMap(section -> section.keys().stream())
        .filter(key -> written(key, source) != null)
        .map(key -> shown(key, written(key, source)))
        .collect(Collectors.joining(", ", "sources." + source + ": ", ""));
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
    SettingValue own = values.get(NamedSections.path(key, feed));
    SettingValue common = values.get(NamedSections.path(key, NamedSections.DEFAULT));
    boolean isSet = own != null || common != null;
    return isSet ? (own != null ? own : common) : FeedSettings.defaultOf(key, feed, this);
  }
}
