package io.feedhorn.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs installed programs until they end. */
public final class Command {
  private Command() {}

  /**
   * The result of a program.
   *
   * @param output its standard output and error output
   */
  public record Result(int code, String output) {}

  static boolean isInstalled(String program) {
    return isInstalled(program, "--version");
  }

  /**
   * Returns true if a program is installed.
   *
   * @param option an option with which it prints something and exits, such as --version
   */
  public static boolean isInstalled(String program, String option) {
    try {
      return run(Path.of("."), Duration.ofSeconds(50), List.of(program, option)).code() == 0;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  public static Result run(Path folder, Duration timeout, List<String> command) {
    try {
      Path output = Files.createTempFile("feedhorn-command", ".txt");
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean exited = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (!exited) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
      String text = Files.readString(output, StandardCharsets.UTF_8);
      Files.delete(output);
      return new Result(
          process.exitValue(), exited ? text : text + "\n(stopped after " + timeout + ")");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
