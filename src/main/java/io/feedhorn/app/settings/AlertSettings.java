package io.feedhorn.app.settings;

import static io.feedhorn.app.settings.SettingType.bool;
import static io.feedhorn.app.settings.SettingType.integer;

import io.feedhorn.alerts.AlertOptions;

/** The section {@code alerts}: its keys and the options made of them. */
final class AlertSettings {
  static final SettingSection KEYS = new SettingSection("alerts.");

  static final SettingKey<Boolean> ENABLED =
      KEYS.key("enabled", bool(), AlertOptions.DEFAULT.enabled(), "users can have rules");
  static final SettingKey<Integer> RULES =
      KEYS.key("rules", integer(1, 1_000), AlertOptions.DEFAULT.rules(), "max. rules of a user");

  private AlertSettings() {}

  static AlertOptions options(ResolvedSettings settings) {
    return new AlertOptions(settings.get(ENABLED), settings.get(RULES));
  }
}
