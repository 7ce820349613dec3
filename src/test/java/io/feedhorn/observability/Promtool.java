package io.feedhorn.observability;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The linter of Prometheus, of Debian's package {@code prometheus}. */
public final class Promtool {
  private Promtool() {}

  /**
   * Runs the program in {@code conf/observability} and returns its exit code and its output. Skips
   * the test if the program is missing; in CI the test fails.
   */
  public static String run(String input, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process promtool;
    try {
      promtool =
          new ProcessBuilder(command)
              .directory(ObservabilityFiles.DIRECTORY.toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException missing) {
      return skipTest("promtool is not installed: apt-get install prometheus");
    }
    promtool.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
    promtool.getOutputStream().close();
    String said =
        new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return promtool.waitFor() + " " + said;
  }

  private static String skipTest(String why) {
    return "true".equals(System.getenv("CI")) ? fail(why) : abort(why);
  }
}
