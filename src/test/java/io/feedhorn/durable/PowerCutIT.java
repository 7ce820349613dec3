package io.feedhorn.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.feedhorn.transport.JavaCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Skipped without a C compiler. */
@EnabledOnOs(OS.LINUX)
class PowerCutIT {
  @TempDir private Path folder;

  @Test
  void aPowerCutLosesNoAnsweredUpdate() throws Exception {
    assumeThat(hasCompiler()).as("there is a C compiler").isTrue();
    long seed = System.nanoTime();
    KillScenario scenario = new KillScenario(folder, seed, ForcedCopy.compile(folder));

    assertThat(scenario.run(3)).as("seed %d", seed).isEmpty();
    assertThat(scenario.answered()).isGreaterThan(100);
  }

  /** Shows that the copy lacks what was not forced: otherwise the test above proves nothing. */
  @Test
  void theCopyLacksWhatWasNotForced() throws Exception {
    assumeThat(hasCompiler()).as("there is a C compiler").isTrue();
    Path store = folder.resolve("store");
    Path copy = folder.resolve("copy");
    Map<String, String> environment = ForcedCopy.compile(folder).environment(store, copy);
    Files.createDirectories(store);
    List<String> command = new ArrayList<>(JavaCommand.start());
    command.addAll(
        List.of(
            "-cp",
            Path.of("target", "test-classes").toAbsolutePath().toString(),
            HalfForcedWriter.class.getName(),
            store.resolve("file").toString()));
    ProcessBuilder writer = new ProcessBuilder(command).inheritIO();
    writer.environment().putAll(environment);
    assertThat(writer.start().waitFor()).isZero();

    assertThat(store.resolve("file")).hasContent("forced, and more");
    assertThat(copy.resolve("file")).hasContent("forced");
  }

  private static boolean hasCompiler() {
    return List.of(System.getenv("PATH").split(":", -1)).stream()
        .anyMatch(each -> Path.of(each, "cc").toFile().canExecute());
  }
}
