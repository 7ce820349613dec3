package io.feedhorn.app.settings;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The error for a key that is not in the table. It lists the keys of the same section. */
final class UnknownKeyMessage {
  /** The section of all feeds or sources, or of one. */
  private static final Pattern NAMED = Pattern.compile("(feeds|sources)(\\.[^.]+)?");

  private UnknownKeyMessage() {}

  /** Returns the error for the path of a file, or for a value of a section. */
  static String forKey(String path) {
    String section =
        NAMED.matcher(path).matches()
            ? path.split("\\.", 2)[0] + ".NAME"
            : NamedSections.template(path);
    String error = isSection(path) ? "must be keys and values" : "unknown key";
    while (!section.isEmpty()) {
      SettingKey<?> key = SettingKeys.find(section);
      Set<String> children = children(section);
      String list = String.join(", ", children);
      if (key != null) {
        String allowed = "unknown key; " + section + " must be " + key.type().allowed();
        return children.isEmpty() ? allowed : allowed + ", or have the keys " + list;
      }
      if (!children.isEmpty()) {
        return error + "; the keys of " + section + " are " + list;
      }
      section = section.substring(0, Math.max(0, section.lastIndexOf('.')));
    }
    return "unknown key; the sections are " + String.join(", ", children(""));
  }

  /** Returns the error for an environment variable. */
  static String forVariable(String name) {
    String start =
        name.substring(0, Math.max(0, name.indexOf('_', EnvironmentSource.PREFIX.length())));
    List<String> similar =
        SettingKeys.ALL.stream()
            .map(key -> EnvironmentSource.variable(key.path()))
            .filter(variable -> !start.isEmpty() && variable.startsWith(start + "_"))
            .toList();
    return similar.isEmpty()
        ? "unknown variable; the name is FEEDHORN_ and the key, like FEEDHORN_HTTP_PORT"
        : "unknown variable; similar ones are " + String.join(", ", similar);
  }

  /**
   * Returns true if an empty value of the path is an error: the path is not a section, such as
   * {@code http} or {@code feeds.prices}, or it is also a key, such as {@code http.heartbeat}.
   */
  static boolean needsValue(String path) {
    return !isSection(path) || SettingKeys.find(path) != null;
  }

  private static boolean isSection(String path) {
    return NAMED.matcher(path).matches() || !children(NamedSections.template(path)).isEmpty();
  }

  private static Set<String> children(String section) {
    String prefix = section.isEmpty() ? "" : section + ".";
    boolean named = prefix.endsWith(".NAME.");
    Set<String> children = new LinkedHashSet<>();
    for (SettingKey<?> key : SettingKeys.ALL) {
      if (key.path().startsWith(prefix)) {
        String rest = key.path().substring(prefix.length());
        int dot = rest.indexOf('.');
        children.add(dot < 0 || named ? rest : rest.substring(0, dot));
      }
    }
    return children;
  }
}
