package io.feedhorn.app.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the command {@code serve}. Filled in by picocli. */
final class ServeOptions {
  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "Settings (YAML) that override conf/feedhorn.yaml.")
  @Nullable Path conf;

  @Option(
      names = "--defaults",
      paramLabel = "FILE",
      description = "Settings (YAML) that conf/feedhorn.yaml overrides, for images and packages.")
  @Nullable Path defaults;

  @Option(
      names = "--webroot",
      paramLabel = "DIR",
      description = "Serve the pages of this directory, without caching.")
  @Nullable Path webroot;

  /** Returns these options, with those of {@code others} in place of missing ones. */
  ServeOptions or(ServeOptions others) {
    ServeOptions merged = new ServeOptions();
    merged.conf = conf != null ? conf : others.conf;
    merged.defaults = defaults != null ? defaults : others.defaults;
    merged.webroot = webroot != null ? webroot : others.webroot;
    return merged;
  }
}
