package io.feedhorn.app.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Settings from environment variables: {@code FEEDHORN_} and the key in upper case, with {@code _}
 * in place of {@code .} and {@code -}.
 */
final class EnvironmentSource {
  static final String PREFIX = "FEEDHORN_";

  /** The source of the variables of the process itself. */
  static final String ENVIRONMENT = "environment";

  /** Variables that Kubernetes sets in every container beside a service named feedhorn. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(PREFIX + "(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)\\w*)");

  /** Variables of the commands that are clients of a server. */
  private static final Set<String> OF_CLIENTS = Set.of(PREFIX + "URL", PREFIX + "TOKEN");

  private final Set<String> names;
  private final List<String> errors;

  /**
   * @param names the feeds and sources that files name: upper case does not distinguish {@code
   *     my-feed} from {@code my_feed}
   * @param errors receives a line for each variable that is not a setting
   */
  EnvironmentSource(Set<String> names, List<String> errors) {
    this.names = names;
    this.errors = errors;
  }

  /** Returns the name of the variable of a key. */
  static String variable(String path) {
    return PREFIX + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  List<SettingValue> read(Map<String, EnvironmentVariable> variables) {
    List<SettingValue> values = new ArrayList<>();
    new TreeMap<>(variables)
        .forEach(
            (name, variable) -> {
              if (name.startsWith(PREFIX)
                  && !OF_CLIENTS.contains(name)
                  && !isServiceLink(name, variable.value())) {
                read(name, variable, values);
              }
            });
    return values;
  }

  private void read(String name, EnvironmentVariable variable, List<SettingValue> values) {
    List<String> paths = paths(name);
    SettingType.Text value = new SettingType.Text(variable.value());
    if (paths.size() == 1) {
      boolean own = variable.source().equals(ENVIRONMENT);
      String source = own ? name : name + " in " + variable.source();
      values.add(new SettingValue(paths.get(0), value, source));
      return;
    }
    String error =
        paths.isEmpty()
            ? UnknownKeyMessage.forVariable(name)
            : "ambiguous: " + String.join(" or ", paths) + "; set it in a file";
    errors.add(new SettingValue(name, value, variable.source()).errorLine(error));
  }

  /**
   * Returns the paths that a variable may mean: several if names are equal in upper case. A name
   * that files have is preferred; otherwise the longest key is meant, as {@code snapshot.send} of
   * {@code orders} and not {@code send} of {@code orders_snapshot}.
   */
  private List<String> paths(String name) {
    List<String> known = new ArrayList<>();
    String unknown = null;
    int longest = 0;
    for (SettingKey<?> key : SettingKeys.ALL) {
      boolean named = NamedSections.name(key.path()) != null;
      if (!named && variable(key.path()).equals(name)) {
        return List.of(key.path());
      }
      String prefix = variable(key.section()) + "_";
      String suffix = variable(key.path()).replace(prefix + "NAME", "");
      if (named
          && name.startsWith(prefix)
          && name.endsWith(suffix)
          && name.length() > prefix.length() + suffix.length()) {
        String upperCase = name.substring(prefix.length(), name.length() - suffix.length());
        known(upperCase).forEach(one -> known.add(NamedSections.path(key, one)));
        if (suffix.length() > longest) {
          longest = suffix.length();
          unknown = NamedSections.path(key, upperCase.toLowerCase(Locale.ROOT));
        }
      }
    }
    return !known.isEmpty() ? known : unknown == null ? List.of() : List.of(unknown);
  }

  private List<String> known(String upperCase) {
    return names.stream()
        .filter(feed -> variable(feed).equals(PREFIX + upperCase))
        .sorted()
        .toList();
  }

  private static boolean isServiceLink(String name, String value) {
    return SERVICE_LINK.matcher(name).matches()
        || (name.equals(PREFIX + "PORT") && value.contains("://"));
  }
}
