package io.feedhorn.app.settings;

import static io.feedhorn.app.settings.SettingType.bool;
import static io.feedhorn.app.settings.SettingType.decimal;
import static io.feedhorn.app.settings.SettingType.integer;

import io.feedhorn.demo.DemoOptions;

/** The sections {@code demo} and {@code lab}: their keys, checks and options. */
final class DemoSettings {
  static final SettingSection KEYS = new SettingSection("demo.");
  static final SettingSection LAB_KEYS = new SettingSection("lab.");

  static final SettingKey<Boolean> ENABLED =
      KEYS.key("enabled", bool(), true, "publish the demo feeds prices and scores");
  static final SettingKey<Integer> PRICES_TOPICS =
      KEYS.key("prices.topics", integer(0, 10_000), 12, "number of instruments");
  static final SettingKey<Double> PRICES_RATE =
      KEYS.key("prices.rate", decimal(0, 1000), 4.0, "updates per second of each; 0: none");
  static final SettingKey<Integer> SCORES_TOPICS =
      KEYS.key("scores.topics", integer(0, 10_000), 6, "number of matches");
  static final SettingKey<Double> SCORES_RATE =
      KEYS.key("scores.rate", decimal(0, 1000), 0.2, "updates per second of each; 0: none");

  static final SettingKey<Boolean> LAB_ENABLED =
      LAB_KEYS.optional(
          "enabled", bool(), "with demo", "load and simulated networks; loopback only");

  private DemoSettings() {}

  static DemoOptions options(ResolvedSettings settings) {
    return new DemoOptions(
        settings.get(ENABLED),
        settings.get(PRICES_TOPICS),
        settings.get(PRICES_RATE),
        settings.get(SCORES_TOPICS),
        settings.get(SCORES_RATE));
  }

  static boolean isLabEnabled(ResolvedSettings settings) {
    Boolean enabled = settings.getOrNull(LAB_ENABLED);
    return enabled != null ? enabled : settings.get(ENABLED) && HttpSettings.isLoopback(settings);
  }

  /** Everyone who reaches the laboratory may request load, so only this machine may reach it. */
  static void check(ValidationContext context) {
    ResolvedSettings settings = context.settings();
    if (isLabEnabled(settings) && !HttpSettings.isLoopback(settings)) {
      context.reject(LAB_ENABLED, "must be false if http.host is not a loopback address");
    }
  }
}
