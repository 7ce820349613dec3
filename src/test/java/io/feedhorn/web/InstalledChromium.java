package io.feedhorn.web;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The browser that is installed on this machine. It is never downloaded. */
final class InstalledChromium {
  private static final String VARIABLE = "FEEDHORN_CHROMIUM";
  private static final List<String> DEFAULT =
      List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

  private InstalledChromium() {}

  /** Returns the path of the browser. Without a browser the tests are skipped, except in CI. */
  static Path path() {
    Optional<Path> found =
        Stream.concat(Stream.ofNullable(System.getenv(VARIABLE)), DEFAULT.stream())
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
