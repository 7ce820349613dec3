package io.feedhorn.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.RunningServer;
import io.feedhorn.transport.Command;
import io.feedhorn.transport.NodeScripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests that the package of clients/python builds, installs, has types, and passes its tests. */
@Timeout(300)
class PythonPackageIT {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final Path PROJECT = Path.of("clients", "python").toAbsolutePath();

  private static final PythonToolchain PYTHON = new PythonToolchain();

  @TempDir private Path folder;

  @BeforeAll
  static void install() throws IOException {
    if (!Command.isInstalled("python3", "--version")) {
      NodeScripts.skipTest("python3 is not installed: the Python client is not tested.");
    }
    PYTHON.install();
  }

  @Test
  void theInstalledPackagePassesItsTestsAndIsTyped() throws IOException {
    python("-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", ".", PROJECT);
    Path site = folder.resolve("site");
    python("-m", "pip", "install", "-q", "--no-deps", "--target", site, wheel());
    try (RunningServer server = RunningServer.start()) {
      run(
          List.of(
              "env",
              "-u",
              "PYTHONHOME",
              "PYTHONDONTWRITEBYTECODE=1",
              "PYTHONPATH=" + site,
              "FEEDHORN_URL=" + server.address(),
              PYTHON.python(),
              "-m",
              "pytest",
              "-q",
              "-p",
              "no:cacheprovider",
              PROJECT.resolve("tests").toString()));
    }
    assertThat(site.resolve("feedhorn/py.typed")).exists();
    python("-m", "mypy", "--strict", "--no-error-summary", PROJECT.resolve("src"));
  }

  private Path wheel() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".whl")).findFirst().orElseThrow();
    }
  }

  private void python(Object... arguments) {
    run(
        Stream.concat(Stream.of(PYTHON.python()), Stream.of(arguments))
            .map(String::valueOf)
            .toList());
  }

  private void run(List<String> command) {
    Command.Result result = Command.run(folder, TIMEOUT, command);
    assertThat(result.code()).as("%s", result.output()).isZero();
  }
}
