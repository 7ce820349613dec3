package io.feedhorn.app.settings;

import static io.feedhorn.app.settings.SettingType.duration;
import static io.feedhorn.app.settings.SettingType.integer;

import io.feedhorn.presence.PresenceOptions;
import java.time.Duration;

/** The section {@code presence}: its keys and the options made of them. */
final class PresenceSettings {
  static final SettingSection KEYS = new SettingSection("presence.");

  static final SettingKey<Duration> GRACE =
      KEYS.key(
          "grace",
          duration(Duration.ZERO, Duration.ofHours(1)),
          PresenceOptions.DEFAULT.grace(),
          "time without a connection until a user has left");
  static final SettingKey<Duration> LEASE =
      KEYS.key(
          "lease",
          duration(Duration.ofSeconds(1), Duration.ofHours(1)),
          PresenceOptions.DEFAULT.lease(),
          "time for which a poll counts as a connection");
  static final SettingKey<Integer> MEMBERS =
      KEYS.key(
          "members",
          integer(1, 100_000),
          PresenceOptions.DEFAULT.members(),
          "max. published users of a topic");
  static final SettingKey<Integer> TOPICS =
      KEYS.key(
          "topics",
          integer(1, 1_000_000),
          PresenceOptions.DEFAULT.topics(),
          "max. topics whose users are published");

  private PresenceSettings() {}

  static PresenceOptions options(ResolvedSettings settings) {
    return new PresenceOptions(
        settings.get(GRACE),
        settings.get(LEASE),
        settings.get(MEMBERS),
        settings.get(TOPICS),
        LimitSettings.logLimits(settings).topics() / 2);
  }
}
