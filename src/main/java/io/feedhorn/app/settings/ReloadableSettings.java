package io.feedhorn.app.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a running program, which can be read again. Blocks. Used on one thread at a time.
 */
public final class ReloadableSettings {
  private final Path directory;
  private final Map<String, String> environment;
  private final @Nullable Path defaults;
  private final @Nullable Path conf;
  private final @Nullable Path webroot;
  private @Nullable ResolvedSettings atStart;

  /**
   * The settings after a change.
   *
   * @param needRestart the keys outside {@code sources} and {@code log} whose values are not those
   *     of the start
   */
  public record Reloaded(Settings settings, List<String> needRestart) {}

  /**
   * @param directory the working directory
   * @param defaults the file of {@code --defaults}
   * @param conf the file of {@code --conf}
   * @param webroot the directory of the pages; null for the pages of the jar
   */
  public ReloadableSettings(
      Path directory,
      Map<String, String> environment,
      @Nullable Path defaults,
      @Nullable Path conf,
      @Nullable Path webroot) {
    this.directory = directory;
    this.environment = environment;
    this.defaults = defaults;
    this.conf = conf;
    this.webroot = webroot;
  }

  /**
   * Reads the settings of the start and logs them.
   *
   * @throws SettingsException with a line for each error
   */
  public Settings read() {
    return read(log -> {});
  }

  /**
   * Reads the settings of the start and logs them.
   *
   * @param beforeLog called with the options of the log before the first line
   * @throws SettingsException with a line for each error
   */
  public Settings read(Consumer<LogOptions> beforeLog) {
    SettingsLoader loader = loader();
    ResolvedSettings resolved = loader.resolve(conf, webroot);
    atStart = resolved;
    Settings settings = Settings.of(resolved, webroot);
    beforeLog.accept(settings.log());
    SettingsLoader.log(resolved);
    return settings;
  }

  /**
   * Reads the settings again, after {@link #read}.
   *
   * @throws SettingsException with a line for each error
   */
  public Reloaded readAgain() {
    ResolvedSettings resolved = loader().resolve(conf, webroot);
    return new Reloaded(
        Settings.of(resolved, webroot),
        resolved.differences(
            Objects.requireNonNull(atStart), Set.of(SourceSettings.SECTION, LogSettings.SECTION)));
  }

  private SettingsLoader loader() {
    return new SettingsLoader(directory, environment, defaults);
  }
}
