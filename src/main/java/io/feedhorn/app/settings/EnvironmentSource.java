package io.feedhorn.app.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Settings from the environment: {@code FEEDHORN_} and the key in upper case, with {@code _} for
 * {@code .} and {@code -}.
 */
final class EnvironmentSource {
  static final String PREFIX = "FEEDHORN_";

  /** The source of variables that the process itself was given. */
  static final String HERE = "environment";

  private static final String FEEDS = PREFIX + "FEEDS_";

  /** Kubernetes sets these in every container beside a service that is called feedhorn. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(PREFIX + "(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)\\w*)");

  private final Set<String> feeds;
  private final List<String> mistakes;

  /**
   * @param feeds the feeds that are known by other means: upper case does not tell {@code my-feed}
   *     from {@code my_feed}
   * @param mistakes takes a line for each variable that is no setting
   */
  EnvironmentSource(Set<String> feeds, List<String> mistakes) {
    this.feeds = feeds;
    this.mistakes = mistakes;
  }

  static String variable(String path) {
    return PREFIX + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  List<SettingValue> read(Map<String, EnvironmentVariable> variables) {
    List<SettingValue> given = new ArrayList<>();
    new TreeMap<>(variables)
        .forEach(
            (name, variable) -> {
              if (name.startsWith(PREFIX) && !isServiceLink(name, variable.value())) {
                read(name, variable, given);
              }
            });
    return given;
  }

  private void read(String name, EnvironmentVariable variable, List<SettingValue> given) {
    List<String> paths = paths(name);
    SettingType.Text value = new SettingType.Text(variable.value());
    if (paths.size() == 1) {
      String source = variable.source().equals(HERE) ? name : name + " in " + variable.source();
      given.add(new SettingValue(paths.get(0), value, source));
    } else if (paths.isEmpty()) {
      mistakes.add(
          new SettingValue(name, value, variable.source())
              .mistake(UnknownKeyMessage.variable(name)));
    } else {
      String why = "it could mean " + String.join(" or ", paths) + "; set it in a file";
      mistakes.add(new SettingValue(name, value, variable.source()).mistake(why));
    }
  }

  /** The paths a variable may stand for: one, unless two feeds look alike in upper case. */
  private List<String> paths(String name) {
    for (SettingKey<?> key : SettingKeys.ALL) {
      if (variable(key.path()).equals(name) && FeedSettingKeys.feed(key.path()) == null) {
        return List.of(key.path());
      }
      String suffix = variable(key.path()).substring(PREFIX.length()).replace("FEEDS_NAME", "");
      boolean ofFeed = FeedSettingKeys.feed(key.path()) != null && name.startsWith(FEEDS);
      if (ofFeed && name.endsWith(suffix) && name.length() > FEEDS.length() + suffix.length()) {
        String feed = name.substring(FEEDS.length(), name.length() - suffix.length());
        return named(feed).stream().map(one -> FeedSettingKeys.path(key, one)).toList();
      }
    }
    return List.of();
  }

  private List<String> named(String upperCase) {
    List<String> known =
        feeds.stream().filter(feed -> variable(feed).equals(PREFIX + upperCase)).sorted().toList();
    return known.isEmpty() ? List.of(upperCase.toLowerCase(Locale.ROOT)) : known;
  }

  private static boolean isServiceLink(String name, String value) {
    return SERVICE_LINK.matcher(name).matches()
        || (name.equals(PREFIX + "PORT") && value.contains("://"));
  }
}
