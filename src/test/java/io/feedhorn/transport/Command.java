package io.feedhorn.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs of the machine until they end. */
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
   * @param question an argument with which it prints something and ends
   */
  public static boolean isInstalled(String program, String question) {
    try {
      return run(Path.of("."), Duration.ofSeconds(20), List.of(program, question)).code() == 0;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  public static Result run(Path folder, Duration patience, List<String> words) {
    try {
      Path output = Files.createTempFile("feedhorn-command", ".txt");
      Process process =
          new ProcessBuilder(words)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
      String text = Files.readString(output, StandardCharsets.UTF_8);
      Files.delete(output);
      return new Result(
          process.exitValue(), ended ? text : text + "\n(ended after " + patience + ")");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
