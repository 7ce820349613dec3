package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** Copies the scripts of {@code src/client-js/test} together with the bundled client. */
public final class NodeScripts {
  private static final Path SCRIPTS = Path.of("src", "client-js", "test");
  private static final Path CLIENT = Path.of("target", "classes", "webroot", "client");

  private NodeScripts() {}

  static void copyTo(Path folder) {
    copy(SCRIPTS, folder);
    copy(CLIENT, folder.resolve("client"));
  }

  /** Skips the test because a program is missing; in CI the test fails. */
  public static void skipTest(String reason) {
    if ("true".equals(System.getenv("CI"))) {
      fail(reason);
    }
    abort(reason);
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.list(from)) {
      Files.createDirectories(to);
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
