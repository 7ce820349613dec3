package io.feedhorn.app.cli;

import io.feedhorn.transport.FeedhornCommand;
import io.feedhorn.transport.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A process that runs the jar. Killed when it is closed. */
final class JarProcess implements AutoCloseable {
  private static final Path JAR = Path.of("target/feedhorn.jar").toAbsolutePath();

  private final Process process;
  private final Path temp;
  private final Path out;
  private final Path err;

  private JarProcess(Process process, Path temp, Path out, Path err) {
    this.process = process;
    this.temp = temp;
    this.out = out;
    this.err = err;
  }

  static JarProcess in(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    return in(folder, Files.createTempDirectory(folder, "temp"), environment, arguments);
  }

  /**
   * @param temp the temporary directory of the JVM
   */
  static JarProcess in(Path folder, Path temp, Map<String, String> environment, String... arguments)
      throws IOException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    List<String> command = new ArrayList<>(JavaCommand.start());
    command.addAll(FeedhornCommand.archiveOptions());
    command.addAll(List.of("-Djava.io.tmpdir=" + temp, "-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("FEEDHORN_.*|JAVA_TOOL_OPTIONS"));
    builder.environment().putAll(environment);
    return new JarProcess(builder.start(), temp, out, err);
  }

  long pid() {
    return process.pid();
  }

  String out() throws IOException {
    return Files.readString(out);
  }

  String err() throws IOException {
    return Files.readString(err);
  }

  List<Path> temporaryFiles() throws IOException {
    try (Stream<Path> files = Files.list(temp)) {
      return files.toList();
    }
  }

  void awaitReady() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> !process.isAlive() || out().endsWith("\n"));
  }

  /** Sends SIGTERM and waits as long as container runtimes do. */
  void terminate() throws InterruptedException {
    process.destroy();
    process.waitFor(10, TimeUnit.SECONDS);
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(90, TimeUnit.SECONDS)) {
      throw new AssertionError("still running");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
