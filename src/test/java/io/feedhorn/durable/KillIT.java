package io.feedhorn.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillIT {
  @TempDir private Path folder;

  @Test
  void aKillLosesNoAnsweredUpdate() throws Exception {
    long seed = System.nanoTime();
    KillScenario scenario = new KillScenario(folder.resolve("store"), seed);

    assertThat(scenario.run(3)).as("seed %d", seed).isEmpty();
    assertThat(scenario.answered()).isGreaterThan(100);
  }
}
