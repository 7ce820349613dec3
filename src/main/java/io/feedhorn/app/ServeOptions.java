package io.feedhorn.app;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the command line can say about serving. Filled in by picocli. */
final class ServeOptions {
  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "Settings (YAML) that override those of conf/feedhorn.yaml.")
  @Nullable Path conf;

  @Option(
      names = "--webroot",
      paramLabel = "DIR",
      description = "Serve the pages from this folder, fresh for each request.")
  @Nullable Path webroot;

  /** These options; where one is not there, that of others. */
  ServeOptions or(ServeOptions others) {
    ServeOptions both = new ServeOptions();
    both.conf = conf != null ? conf : others.conf;
    both.webroot = webroot != null ? webroot : others.webroot;
    return both;
  }
}
