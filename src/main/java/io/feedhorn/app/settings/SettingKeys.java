package io.feedhorn.app.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table of all settings. {@code conf/feedhorn.yaml} documents each key. */
public final class SettingKeys {
  /** All keys in the order of the file. */
  static final List<SettingKey<?>> ALL =
      Stream.of(
              HttpSettings.KEYS,
              DemoSettings.KEYS,
              DemoSettings.LAB_KEYS,
              FeedSettings.KEYS,
              SourceSettings.KEYS,
              BookSettings.KEYS,
              AuthSettings.KEYS,
              LimitSettings.KEYS,
              ReaderSettings.KEYS,
              PresenceSettings.KEYS,
              PushSettings.KEYS,
              AlertSettings.KEYS,
              StoreSettings.KEYS,
              ClusterSettings.KEYS,
              LogSettings.KEYS,
              TracingSettings.KEYS)
          .<SettingKey<?>>flatMap(section -> section.keys().stream())
          .toList();

  private SettingKeys() {}

  /** Returns the key of a path, such as {@code feeds.prices.cache}; null if there is none. */
  static @Nullable SettingKey<?> find(String path) {
    String template = NamedSections.template(path);
    return ALL.stream().filter(key -> key.path().equals(template)).findFirst().orElse(null);
  }

  /** Returns all keys, by section. */
  public static Map<String, List<SettingKey<?>>> sections() {
    return ALL.stream()
        .collect(
            Collectors.groupingBy(SettingKey::section, LinkedHashMap::new, Collectors.toList()));
  }
}
