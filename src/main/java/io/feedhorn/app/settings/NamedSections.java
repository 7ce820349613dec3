package io.feedhorn.app.settings;

import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sections whose second segment is a name: {@code feeds} and {@code sources}. A key that a name
 * does not set is taken from {@code default}.
 */
final class NamedSections {
  /** The name under which the values for all names are set. */
  static final String DEFAULT = "default";

  static final List<String> SECTIONS = List.of("feeds", "sources");

  private static final String NAME = "NAME";
  private static final int MAX_SOURCE_CHARACTERS = 64;

  private NamedSections() {}

  /** Returns the path in the table: {@code feeds.NAME.cache} for {@code feeds.prices.cache}. */
  static String template(String path) {
    String name = name(path);
    return name == null ? path : section(path) + "." + NAME + path.substring(start(path));
  }

  /** Returns the path of a key for one name; the path itself for keys of other sections. */
  static String path(SettingKey<?> key, String name) {
    return name(key.path()) == null
        ? key.path()
        : section(key.path()) + "." + name + key.path().substring(start(key.path()));
  }

  /** Returns the name of a path; null if its section has no names. */
  static @Nullable String name(String path) {
    String[] segments = path.split("\\.", 3);
    return segments.length == 3 && SECTIONS.contains(segments[0]) ? segments[1] : null;
  }

  /** Returns true if a value says only that there is a source of a name, without any key. */
  static boolean isEmptySource(SettingValue value) {
    return value.value() == null && value.path().equals(source(value.path()));
  }

  /**
   * Returns the start of a path that names a source, such as {@code sources.rates}; null if it
   * names none.
   */
  static @Nullable String source(String path) {
    String[] segments = path.split("\\.", 3);
    return segments.length > 1
            && segments[0].equals(SourceSettings.SECTION)
            && !segments[1].equals(DEFAULT)
        ? segments[0] + "." + segments[1]
        : null;
  }

  static String section(String path) {
    return path.substring(0, path.indexOf('.'));
  }

  private static int start(String path) {
    return path.indexOf('.', path.indexOf('.') + 1);
  }

  /** Returns the reason why the name in a path is not accepted; null if it is, or there is none. */
  static @Nullable String nameError(String path) {
    String name = name(path);
    if (name == null) {
      return null;
    }
    boolean feed = section(path).equals("feeds");
    try {
      Topic.parse(feed ? name + ".x" : "sys.sources." + name + ".errors");
      if (feed || name.matches("[A-Za-z0-9_-]{1," + MAX_SOURCE_CHARACTERS + "}")) {
        return null;
      }
    } catch (FeedException invalid) {
      // Reported below, in the words of the settings.
    }
    return feed
        ? "'" + name + "' is not a feed name: must be of A-Z a-z 0-9 _ - and not reserved"
        : "'%s' is not a source name: must be 1 to %d of A-Z a-z 0-9 _ -"
            .formatted(name, MAX_SOURCE_CHARACTERS);
  }
}
