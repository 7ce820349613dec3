package io.feedhorn.docs;

import static org.awaitility.Awaitility.await;

import io.feedhorn.transport.FeedhornCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A script in bash with its output. Killed with its children when it is closed. JVMs in it have the
 * options of {@link FeedhornCommand}.
 */
public final class ShellSession implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final Process process;
  private final Path output;

  private ShellSession(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  public static ShellSession start(Path folder, Map<String, String> environment, String script)
      throws IOException {
    Path output = Files.createTempFile("feedhorn-shell", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(List.of("bash", "-c", script))
            .directory(folder.toAbsolutePath().toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("FEEDHORN_"));
    builder.environment().put("JAVA_TOOL_OPTIONS", FeedhornCommand.toolOptions());
    builder.environment().putAll(environment);
    return new ShellSession(builder.start(), output);
  }

  public String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a match in the output and returns its first group. */
  public String awaitMatch(Pattern pattern) {
    await()
        .atMost(TIMEOUT)
        .failFast("the script ended", () -> !process.isAlive() && !pattern.matcher(output()).find())
        .until(() -> pattern.matcher(output()).find());
    Matcher found = pattern.matcher(output());
    return found.find() ? found.group(1) : "";
  }

  public void awaitEnd() {
    await().atMost(TIMEOUT).until(() -> !process.isAlive());
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    await().atMost(TIMEOUT).until(() -> !process.isAlive());
  }
}
