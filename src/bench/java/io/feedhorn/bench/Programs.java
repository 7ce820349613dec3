package io.feedhorn.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** External programs: their paths and output. */
public final class Programs {
  private Programs() {}

  /**
   * Returns the path of a program, or null. Also searches directories for servers, which often only
   * the {@code PATH} of root contains.
   */
  public static @Nullable Path find(String name) {
    String path = System.getenv().getOrDefault("PATH", "");
    Stream<String> folders =
        Stream.concat(
            Arrays.stream(path.split(File.pathSeparator, -1)),
            Stream.of("/usr/sbin", "/usr/local/sbin"));
    return folders
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  /**
   * Returns the output of a program, including standard error.
   *
   * @throws IOException with the output, if the program fails
   */
  static String run(Path folder, List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + text);
    }
    return text;
  }
}
