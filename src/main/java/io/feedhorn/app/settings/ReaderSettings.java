package io.feedhorn.app.settings;

import static io.feedhorn.app.settings.SettingType.duration;
import static io.feedhorn.app.settings.SettingType.integer;

import io.feedhorn.reader.ReaderOptions;
import java.time.Duration;

/** The section {@code readers}: its keys and the options made of it. */
final class ReaderSettings {
  static final SettingSection KEYS = new SettingSection("readers.");

  static final SettingKey<Integer> MAX =
      KEYS.key("max", integer(1, 1_000_000), ReaderOptions.DEFAULT.max(), "max. readers");
  static final SettingKey<Duration> AGE =
      KEYS.key(
          "age",
          duration(Duration.ofSeconds(1), Duration.ofDays(3650)),
          ReaderOptions.DEFAULT.age(),
          "time after which an unused reader is removed");

  private ReaderSettings() {}

  static ReaderOptions options(ResolvedSettings settings) {
    return new ReaderOptions(settings.get(MAX), settings.get(AGE));
  }
}
