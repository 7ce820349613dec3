package io.feedhorn.app.settings;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What to tell somebody about a key that is not in the table: those that are, near it. */
final class UnknownKeyMessage {
  private UnknownKeyMessage() {}

  /** For a path of a file. */
  static String key(String path) {
    String section = FeedSettingKeys.template(path);
    while (!section.isEmpty()) {
      SettingKey<?> key = SettingKeys.find(section);
      if (key != null) {
        Set<String> below = below(section);
        return "no such key; "
            + section
            + " itself must be "
            + key.kind().allowed()
            + (below.isEmpty() ? "" : ", and below it there are " + String.join(", ", below));
      }
      Set<String> children = below(section);
      if (!children.isEmpty()) {
        return "no such key; in " + section + " there are " + String.join(", ", children);
      }
      section = section.substring(0, Math.max(0, section.lastIndexOf('.')));
    }
    return "no such key; there are " + String.join(", ", below(""));
  }

  /** For a variable of the environment. */
  static String variable(String name) {
    String start =
        name.substring(0, Math.max(0, name.indexOf('_', EnvironmentSource.PREFIX.length())));
    List<String> near =
        SettingKeys.ALL.stream()
            .map(key -> EnvironmentSource.variable(key.path()))
            .filter(variable -> !start.isEmpty() && variable.startsWith(start + "_"))
            .toList();
    return near.isEmpty()
        ? "no such setting; a variable is FEEDHORN_ and the key, like FEEDHORN_HTTP_PORT"
        : "no such setting; there are " + String.join(", ", near);
  }

  /**
   * If a path with nothing after it is a mistake: it is not the name of a section, such as {@code
   * http} or {@code feeds.prices}, or it is that of a key, too, such as {@code http.heartbeat}.
   */
  static boolean needsValue(String path) {
    boolean section =
        !below(FeedSettingKeys.template(path)).isEmpty() || path.matches("feeds\\.[^.]+");
    return !section || SettingKeys.find(path) != null;
  }

  private static Set<String> below(String section) {
    String prefix = section.isEmpty() ? "" : section + ".";
    Set<String> children = new LinkedHashSet<>();
    for (SettingKey<?> key : SettingKeys.ALL) {
      if (key.path().startsWith(prefix)) {
        String rest = key.path().substring(prefix.length());
        boolean whole = prefix.equals("feeds.NAME.");
        int dot = rest.indexOf('.');
        children.add(dot < 0 || whole ? rest : rest.substring(0, dot));
      }
    }
    return children;
  }
}
