package io.feedhorn.app.settings;

import static io.feedhorn.app.settings.SettingType.choice;
import static io.feedhorn.app.settings.SettingType.text;

import io.feedhorn.store.FsyncMode;
import io.feedhorn.store.StoreFolderCheck;
import io.feedhorn.store.StoreOptions;
import java.nio.file.Path;
import java.util.List;

/** The section {@code store}: its keys, the checks of durable feeds, and the options. */
final class StoreSettings {
  static final SettingSection KEYS = new SettingSection("store.");

  static final SettingKey<String> PATH =
      KEYS.optional(
          "path",
          text("the path of a folder", text -> text.isEmpty() ? null : SettingType.path(text)),
          "none",
          "directory of the store of durable feeds");
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

  // A record of the store is smaller than its file.
  private static final int MAX_STORED_BYTES = 8 << 20;

  /** Requires a store for durable feeds, and in a cluster also the voters. */
  static void check(ValidationContext context) {
    ResolvedSettings settings = context.settings();
    String path = settings.getOrNull(PATH);
    String folderError = path == null ? null : StoreFolderCheck.error(context.resolve(path));
    if (folderError != null) {
      context.reject(PATH, folderError);
    }
    List<SettingValue> durable =
        settings.written(FeedSettings.DURABLE).stream()
            .filter(value -> Boolean.TRUE.equals(FeedSettings.DURABLE.valueOf(value)))
            .toList();
    // With a store, the push subscriptions of a cluster are in a durable feed of its own.
    boolean pushes = path != null && settings.get(PushSettings.ENABLED);
    if ((pushes || !durable.isEmpty())
        && settings.get(ClusterSettings.ENABLED)
        && ClusterSettings.options(settings).voters().hasNoVoters()) {
      context.reject(
          ClusterSettings.VOTERS,
          pushes && durable.isEmpty()
              ? "must be set if push.enabled is true and cluster.members is empty or dns:NAME"
              : "must be set if a feed is durable and cluster.members is empty or dns:NAME");
    }
    if (!durable.isEmpty() && settings.get(LimitSettings.MESSAGE) > MAX_STORED_BYTES) {
      context.reject(LimitSettings.MESSAGE, "must be at most 8MiB if a feed is durable");
    }
    if (path == null) {
      durable.forEach(
          value -> context.errors().add(value.errorLine("needs a store: store.path must be set")));
    }
  }
}
