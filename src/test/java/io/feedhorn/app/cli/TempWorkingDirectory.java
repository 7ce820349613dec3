package io.feedhorn.app.cli;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.feedhorn.app.settings.Settings;
import io.feedhorn.app.settings.SettingsException;
import io.feedhorn.app.settings.SettingsLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A working directory and an environment from which settings are loaded. */
public final class TempWorkingDirectory {
  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();

  public TempWorkingDirectory(Path folder) {
    this.folder = folder;
  }

  public TempWorkingDirectory file(String name, String text) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public TempWorkingDirectory conf(String yaml) {
    return file("conf/feedhorn.yaml", yaml);
  }

  public TempWorkingDirectory variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  public Settings settings() {
    return loader().read(null, null);
  }

  public Settings settings(String conf) {
    return loader().read(Path.of(conf), null);
  }

  public List<String> errors() {
    return catchThrowableOfType(SettingsException.class, this::settings).lines();
  }

  public SettingsLoader loader() {
    return new SettingsLoader(folder, environment);
  }
}
