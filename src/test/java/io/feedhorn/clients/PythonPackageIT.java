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
import java.util.regex.Pattern;
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

  private static final Pattern PROGRAM = Pattern.compile("(?s)```python\n(.*?)```");

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
    try (RunningServer server = RunningServer.start()) {
      assertThat(readmeOutput(site, server.address()))
          .isEqualTo("prices.BTC-USD 1 {'price': 64123.55}\n");
    }
    assertThat(site.resolve("feedhorn/py.typed")).exists();
    python("-m", "mypy", "--strict", "--no-error-summary", PROJECT.resolve("src"));
  }

  /** Runs the programs of the package's README, one after the other, and returns their output. */
  private String readmeOutput(Path site, String address) throws IOException {
    StringBuilder output = new StringBuilder();
    List<String> programs =
        PROGRAM
            .matcher(Files.readString(PROJECT.resolve("README.md")))
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(programs).hasSize(2);
    for (String program : programs) {
      // The second one reads without an end: it ends after its first update.
      String code =
          program
              .replace("http://localhost:8080", address)
              .replaceFirst("( +)print\\(.*\\)\n", "$0$1break\n");
      Path file = Files.writeString(folder.resolve("readme.py"), code);
      output.append(
          run(
              List.of(
                  "env", "-u", "PYTHONHOME", "PYTHONPATH=" + site, PYTHON.python(), "" + file)));
    }
    return output.toString();
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

  private String run(List<String> command) {
    Command.Result result = Command.run(folder, TIMEOUT, command);
    assertThat(result.code()).as("%s", result.output()).isZero();
    return result.output();
  }
}
