package io.feedhorn.app.settings;

import io.feedhorn.model.DeliveryMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of an embedded server, in code instead of a file. Every key of {@code
 * conf/feedhorn.yaml} can be {@link #set}; the other methods are short forms. Not thread-safe.
 */
public final class SettingsBuilder {
  private static final String SOURCE = "SettingsBuilder";

  private final List<SettingValue> values = new ArrayList<>(FeedSettings.BUILT_IN);
  private @Nullable Path webroot;

  SettingsBuilder() {
    demo(false);
  }

  /**
   * Sets one key.
   *
   * @param key a key of {@code conf/feedhorn.yaml}, such as {@code limits.message}
   * @param value a String, Boolean, Integer, Double or a List of Strings, written as in the file:
   *     {@code "64KiB"}, {@code "10m"}, {@code 1000}
   */
  public SettingsBuilder set(String key, Object value) {
    values.add(new SettingValue(key, value, SOURCE));
    return this;
  }

  /** Sets the address to listen on: {@code http.host}. */
  public SettingsBuilder host(String host) {
    return set(HttpSettings.HOST.path(), host);
  }

  /** Sets the port to listen on; 0 for any free port: {@code http.port}. */
  public SettingsBuilder port(int port) {
    return set(HttpSettings.PORT.path(), port);
  }

  /** Sets the other origins whose pages may use the server: {@code http.origins}. */
  public SettingsBuilder origins(String... origins) {
    return set(HttpSettings.ORIGINS.path(), List.of(origins));
  }

  /** Sets the key of HS256 tokens, without which the server is open: {@code auth.secret}. */
  public SettingsBuilder secret(String secret) {
    return set(AuthSettings.SECRET.path(), secret);
  }

  /** Sets the delivery mode of a feed: {@code feeds.NAME.delivery}. */
  public SettingsBuilder feed(String name, DeliveryMode delivery) {
    return set(NamedSections.path(FeedSettings.DELIVERY, name), delivery.wire());
  }

  /**
   * Sets the delivery mode and the history of a feed.
   *
   * @param size the maximum number of updates of each topic
   * @param age the maximum age of updates
   */
  public SettingsBuilder feed(String name, DeliveryMode delivery, int size, Duration age) {
    return feed(name, delivery)
        .set(NamedSections.path(FeedSettings.HISTORY_SIZE, name), size)
        .set(NamedSections.path(FeedSettings.HISTORY_AGE, name), Units.format(age));
  }

  /** Enables the demo feeds and the latency laboratory: {@code demo.enabled}. */
  public SettingsBuilder demo(boolean enabled) {
    return set(DemoSettings.ENABLED.path(), enabled);
  }

  /** Sets the directory of the pages, which replaces the pages of the jar. */
  public SettingsBuilder webroot(Path directory) {
    webroot = directory;
    return this;
  }

  /**
   * Returns the settings.
   *
   * @throws SettingsException with a line for each error
   */
  public Settings build() {
    SettingsValidator validator = new SettingsValidator(Path.of(""), new ArrayList<>());
    return Settings.of(validator.resolve(values, webroot), webroot);
  }
}
