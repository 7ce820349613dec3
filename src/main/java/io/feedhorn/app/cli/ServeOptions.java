package io.feedhorn.app.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the command line for serving. Filled in by picocli. */
final class ServeOptions {
  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "Settings (YAML) that override those of conf/feedhorn.yaml.")
  @Nullable Path conf;

  @Option(
      names = "--defaults",
      paramLabel = "FILE",
      description = "Settings (YAML) that conf/feedhorn.yaml overrides, for images and packages.")
  @Nullable Path defaults;

  @Option(
      names = "--webroot",
      paramLabel = "DIR",
      description = "Serve the pages from this folder, fresh for each request.")
  @Nullable Path webroot;

  /** Returns these options, and for each that is missing the one of {@code others}. */
  ServeOptions or(ServeOptions others) {
    ServeOptions both = new ServeOptions();
    both.conf = conf != null ? conf : others.conf;
    both.defaults = defaults != null ? defaults : others.defaults;
    both.webroot = webroot != null ? webroot : others.webroot;
    return both;
  }
}
