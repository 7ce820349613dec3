package io.feedhorn.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.feedhorn.store.LoadedStore;
import io.feedhorn.store.artemis.ArtemisStore;
import io.feedhorn.transport.JavaCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
    ProcessBuilder writer =
        java(
            Path.of("target", "test-classes").toAbsolutePath().toString(),
            HalfForcedWriter.class,
            store.resolve("file"));
    writer.environment().putAll(environment);
    assertThat(writer.start().waitFor()).isZero();

    assertThat(store.resolve("file")).hasContent("forced, and more");
    assertThat(copy.resolve("file")).hasContent("forced");
  }

  @Test
  void aPowerCutOnAFullDiskLosesNoEarlierUpdate() throws Exception {
    assumeThat(hasCompiler()).as("there is a C compiler").isTrue();
    Path copy = folder.resolve("copy");
    try (SmallDisk disk = new SmallDisk(folder.resolve("disk"), 96)) {
      assumeThat(disk.isMounted()).as("mounting a tmpfs").isTrue();
      Path store = folder.resolve("disk").resolve("store");
      ProcessBuilder writer =
          java(
              System.getProperty("java.class.path"),
              UnforcedStoreWriter.class,
              store,
              folder.resolve("disk").resolve("filler"));
      writer.environment().putAll(ForcedCopy.compile(folder).environment(store, copy));
      assertThat(writer.start().waitFor()).isZero();
    }
    try (ArtemisStore store = ArtemisStore.open(copy)) {
      assertThat(LoadedStore.of(store).offsets("chat")).hasSize(20);
    }
  }

  private static ProcessBuilder java(String classPath, Class<?> program, Path... arguments) {
    List<String> command = new ArrayList<>(JavaCommand.start());
    command.addAll(List.of("-cp", classPath, program.getName()));
    Stream.of(arguments).map(Path::toString).forEach(command::add);
    return new ProcessBuilder(command).inheritIO();
  }

  private static boolean hasCompiler() {
    return List.of(System.getenv("PATH").split(":", -1)).stream()
        .anyMatch(each -> Path.of(each, "cc").toFile().canExecute());
  }
}
