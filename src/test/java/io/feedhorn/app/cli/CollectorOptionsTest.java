package io.feedhorn.app.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = SECONDS)
class CollectorOptionsTest {
  /** Prints the options of its own JVM after they were applied. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      CollectorOptions.apply();
      System.out.println(
          List.of("MinHeapFreeRatio", "MaxHeapFreeRatio", "G1PeriodicGCInterval").stream()
              .map(CollectorOptionsTest::valueOf)
              .toList());
    }
  }

  @Test
  void jvmWithoutOptionsGetsThem() throws Exception {
    assertThat(optionsOf("-XX:+UseG1GC")).isEqualTo("[10, 25, 300000]");
    assertThat(optionsOf("-XX:+UseSerialGC")).isEqualTo("[10, 25, 300000]");
  }

  @Test
  void optionsOfTheUserStay() throws Exception {
    assertThat(optionsOf("-XX:MaxHeapFreeRatio=5", "-XX:MinHeapFreeRatio=1"))
        .isEqualTo("[1, 5, 0]");
    assertThat(optionsOf("-XX:G1PeriodicGCInterval=1000")).isEqualTo("[40, 70, 1000]");
  }

  private static String valueOf(String option) {
    return ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .getVMOption(option)
        .getValue();
  }

  private static String optionsOf(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader output = process.inputReader()) {
      String last = output.lines().reduce("", (before, line) -> line);
      process.waitFor();
      return last;
    } finally {
      process.destroyForcibly();
    }
  }
}
