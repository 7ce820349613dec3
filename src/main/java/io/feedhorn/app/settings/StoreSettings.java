package io.feedhorn.app.settings;

import static io.feedhorn.app.settings.SettingType.ANY_TEXT;
import static io.feedhorn.app.settings.SettingType.choice;

import io.feedhorn.store.FsyncMode;
import io.feedhorn.store.StoreOptions;
import java.nio.file.Path;

/** The section {@code store}: its keys, the checks of durable feeds, and the options. */
final class StoreSettings {
  static final SettingSection KEYS = new SettingSection("store.");

  static final SettingKey<String> PATH =
      KEYS.optional("path", ANY_TEXT, "none", "directory of the store of durable feeds");
  static final SettingKey<FsyncMode> FSYNC =
      KEYS.key(
          "fsync",
          choice(FsyncMode.values(), FsyncMode::wire),
          FsyncMode.ALWAYS,
          "when updates are forced to the disk");

  private StoreSettings() {}

  static StoreOptions options(ResolvedSettings settings) {
    String path = settings.getOrNull(PATH);
    return new StoreOptions(path == null ? null : Path.of(path), settings.get(FSYNC));
  }

  /** Requires a store for durable feeds, and in a cluster also the voters. */
  static void check(ValidationContext context) {
    ResolvedSettings settings = context.settings();
    boolean cluster = settings.get(ClusterSettings.ENABLED);
    boolean store = settings.getOrNull(PATH) != null;
    for (SettingValue durable : settings.written(FeedSettings.DURABLE)) {
      if (!Boolean.TRUE.equals(FeedSettings.DURABLE.valueOf(durable))) {
        continue;
      }
      if (cluster && ClusterSettings.options(settings).voters().hasNoVoters()) {
        context.reject(
            ClusterSettings.VOTERS,
            "must be set if a feed is durable and cluster.members is empty or dns:NAME");
      }
      if (!store) {
        context.errors().add(durable.errorLine("needs a store: store.path must be set"));
      }
    }
  }
}
