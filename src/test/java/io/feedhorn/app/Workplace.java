package io.feedhorn.app;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A working folder and an environment in which a node is to find its settings. */
final class Workplace {
  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();

  Workplace(Path folder) {
    this.folder = folder;
  }

  Workplace file(String name, String text) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Workplace conf(String yaml) {
    return file("conf/feedhorn.yaml", yaml);
  }

  Workplace variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Settings settings() {
    return reader().read(null, null);
  }

  Settings settings(String conf) {
    return reader().read(Path.of(conf), null);
  }

  List<String> mistakes() {
    return catchThrowableOfType(BadSettings.class, this::settings).lines();
  }

  SettingsReader reader() {
    return new SettingsReader(folder, environment);
  }
}
