package io.feedhorn.app.settings;

import io.feedhorn.source.SourceOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The sources of a file of settings in the jar. */
public final class PackagedSources {
  private PackagedSources() {}

  /** Returns the sources of a resource, in the order of their names. Blocks. */
  public static List<SourceOptions> read(String resource) {
    List<String> errors = new ArrayList<>();
    try (InputStream stream = PackagedSources.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException(resource + " is not on the class path");
      }
      String yaml = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      List<SettingValue> values = new YamlSource(resource, errors).read(yaml);
      if (!errors.isEmpty()) {
        throw new SettingsException(errors);
      }
      return SourceSettings.options(new ResolvedSettings(values));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(resource + " cannot be read", unreadable);
    }
  }
}
