package io.feedhorn.app.settings;

import io.feedhorn.source.ConnectionOptions;
import io.feedhorn.source.file.FileOptions;
import io.feedhorn.source.file.MergedFilesOptions;
import io.feedhorn.source.format.Format;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The options of sources of the type {@code file}, made of their settings, and their checks. */
final class FileSettings {
  static final List<SettingKey<?>> OWN =
      List.of(
          SourceSettings.PATH,
          SourceSettings.PATHS,
          SourceSettings.FORMAT,
          SourceSettings.FOLLOW,
          SourceSettings.LOOP,
          SourceSettings.SPEED);

  private FileSettings() {}

  static ConnectionOptions options(ResolvedSettings settings, String name) {
    List<String> paths = settings.get(SourceSettings.PATHS, name);
    boolean loop = settings.get(SourceSettings.LOOP, name);
    double speed = settings.get(SourceSettings.SPEED, name);
    if (!paths.isEmpty()) {
      return new MergedFilesOptions(
          paths, settings.getOrNull(SourceSettings.FORMAT, name), loop, speed);
    }
    String path = Objects.requireNonNull(settings.getOrNull(SourceSettings.PATH, name));
    return new FileOptions(
        Path.of(path),
        SourceType.format(settings, name, Format.ofFile(path)),
        settings.get(SourceSettings.FOLLOW, name),
        loop,
        speed);
  }

  static void check(SourceCheck check) {
    ResolvedSettings settings = check.settings();
    String name = check.name();
    @Nullable String path = settings.getOrNull(SourceSettings.PATH, name);
    boolean merged = !settings.get(SourceSettings.PATHS, name).isEmpty();
    if ((path != null) == merged) {
      check.reject(
          SourceSettings.PATH, "must be set for the type file, or else paths, and not both");
    }
    if (merged && settings.getOrNull(SourceSettings.TIME, name) == null) {
      check.reject(SourceSettings.TIME, "must be set if paths is set");
    }
    if (settings.get(SourceSettings.FOLLOW, name)) {
      if (merged) {
        check.reject(SourceSettings.FOLLOW, "must be false if paths is set");
      }
      if (path != null && path.endsWith(".gz")) {
        check.reject(SourceSettings.FOLLOW, "must be false if path ends with .gz");
      }
      if (settings.get(SourceSettings.LOOP, name)) {
        check.reject(SourceSettings.LOOP, "must be false if follow is true");
      }
    }
  }
}
