package io.feedhorn.store.artemis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.feedhorn.transport.JavaCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Errors of the operating system at every point of a write: what was stored is there, what was
 * refused is not, and the store can be written again.
 */
@Timeout(300)
class ArtemisStoreIoErrorTest {
  private static final int STEP_BYTES = 16;

  @TempDir private Path folder;

  @Test
  void aWriteIsStoredCompletelyOrRefusedAndTheNextOneIsAccepted() throws Exception {
    assumeTrue(hasPrlimit(), "prlimit is missing (Debian's package util-linux)");
    List<String> command = JavaCommand.start();
    // Its file of counters must not be limited, too.
    command.add("-XX:-UsePerfData");
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            FailingDiskProcess.class.getName(),
            folder.resolve("store").toString(),
            Integer.toString(STEP_BYTES)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
    String[] numbers = said.lines().reduce("", (before, line) -> line).split(" ", -1);
    assertThat(Integer.parseInt(numbers[0])).as("stored").isPositive();
    assertThat(Integer.parseInt(numbers[1])).as("refused").isGreaterThan(50);
  }

  private static boolean hasPrlimit() throws InterruptedException {
    try {
      return new ProcessBuilder("prlimit", "--version").start().waitFor() == 0;
    } catch (IOException missing) {
      return false;
    }
  }
}
