package io.feedhorn.app.settings;

import static io.feedhorn.app.settings.SettingType.FILE;
import static io.feedhorn.app.settings.SettingType.bool;
import static io.feedhorn.app.settings.SettingType.integer;
import static io.feedhorn.app.settings.SettingType.text;

import io.feedhorn.push.PushOptions;
import java.nio.file.Path;

/** The section {@code push}: its keys, their check, and the options made of them. */
final class PushSettings {
  static final SettingSection KEYS = new SettingSection("push.");

  static final SettingKey<Boolean> ENABLED =
      KEYS.key("enabled", bool(), false, "Web Push for users without a connected page");
  static final SettingKey<String> SUBJECT =
      KEYS.optional(
          "subject",
          text(
              "a contact as mailto: or https: URL",
              text -> text.matches("mailto:[^ ]+@[^ ]+|https://[^ ]+") ? text : null),
          "none",
          "contact for push services");
  static final SettingKey<String> KEY_FILE =
      KEYS.optional("keys", FILE, "none", "file of the key pair; created if missing");
  static final SettingKey<Integer> MAX =
      KEYS.key("max", integer(1, 10_000_000), PushOptions.OFF.max(), "max. push subscriptions");
  static final SettingKey<Boolean> ALLOW_PRIVATE =
      KEYS.key("allow-private", bool(), false, "push services with private addresses, for tests");

  private PushSettings() {}

  static PushOptions options(ResolvedSettings settings) {
    String keys = settings.getOrNull(KEY_FILE);
    return new PushOptions(
        settings.get(ENABLED),
        settings.getOrNull(SUBJECT),
        keys == null ? null : Path.of(keys),
        settings.get(MAX),
        settings.get(ALLOW_PRIVATE));
  }

  /** Requires what Web Push needs. */
  static void check(ValidationContext context) {
    ResolvedSettings settings = context.settings();
    if (!settings.get(ENABLED)) {
      return;
    }
    if (settings.getOrNull(SUBJECT) == null) {
      context.reject(SUBJECT, "must be set if push.enabled is true: mailto:you@example.org");
    }
    if (settings.getOrNull(KEY_FILE) == null) {
      context.reject(KEY_FILE, "must be set if push.enabled is true: a file, created if missing");
    }
  }
}
