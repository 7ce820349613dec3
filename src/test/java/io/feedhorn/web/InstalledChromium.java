package io.feedhorn.web;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The Chromium that is installed on this machine. It is never downloaded. */
final class InstalledChromium {
  private static final String VARIABLE = "FEEDHORN_CHROMIUM";

  /** Chromium without the code of windows and toolbars, with the same engine and network. */
  private static final String SHELL = "/usr/bin/chromium-headless-shell";

  private static final List<String> DEFAULT =
      List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

  private InstalledChromium() {}

  /**
   * Returns the path of the browser for pages in a tab of their own that is always in front: the
   * shell takes half the CPU time of the whole browser, which is used if there is no shell.
   */
  static Path forPages() {
    return path(Stream.concat(Stream.of(SHELL), DEFAULT.stream()));
  }

  /** Returns the path of the whole browser, which has tabs behind others. */
  static Path whole() {
    return path(DEFAULT.stream());
  }

  /** Without a browser the tests are skipped, except in CI. */
  private static Path path(Stream<String> installed) {
    Optional<Path> found =
        Stream.concat(Stream.ofNullable(System.getenv(VARIABLE)), installed)
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    String missing =
        "no Chromium for the browser tests: install one (Debian: apt-get install chromium) or"
            + " name it in "
            + VARIABLE;
    if (found.isEmpty() && "true".equals(System.getenv("CI"))) {
      throw new IllegalStateException(missing);
    }
    return found.orElseGet(() -> Assumptions.<Path>abort(missing));
  }
}
