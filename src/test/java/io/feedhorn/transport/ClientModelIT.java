package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.transport.Command.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The state machine of the browser client with a simulated server, network and clock: random
 * outages, reproducible by seed. The guarantees are in {@code model.js}. Skipped without Node, but
 * not in CI.
 */
@Timeout(240)
class ClientModelIT {
  private static final Path FOLDER = Path.of("target", "client-model");
  private static final int SEEDS = 60;

  @BeforeAll
  static void copyScripts() {
    if (!Command.isInstalled("node")) {
      NodeScripts.skipTest("node is not on the path: the client is not held to its model.");
    }
    NodeScripts.copyTo(FOLDER);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1001})
  void everyUpdateIsReceivedDespiteNetworkFailures(int firstSeed) {
    assertPasses("model.js", String.valueOf(firstSeed), String.valueOf(SEEDS));
  }

  /** The expectations are in {@code token.js}, for each transport. */
  @Test
  void aTokenIsRequestedWhenItIsNeeded() {
    assertPasses("token.js");
  }

  /** The guarantees of a cursor are in {@code position.js}, for each transport. */
  @Test
  void theCursorIsThatOfTheDeliveredUpdate() {
    assertPasses("position.js");
  }

  /** Refused streams and numbers, see {@code answers.js}. */
  @Test
  void theResponsesOfTheServerAreRead() {
    assertPasses("answers.js");
  }

  /** Tokens and transports, see {@code set-back.js}. */
  @Test
  void aClockThatIsSetBackDelaysNothing() {
    assertPasses("set-back.js");
  }

  private static void assertPasses(String... script) {
    List<String> command = new ArrayList<>(List.of("node"));
    command.addAll(List.of(script));
    Result result = Command.run(FOLDER, Duration.ofMinutes(3), command);

    assertThat(result.output()).as(result.output()).endsWith("ok\n");
    assertThat(result.code()).isZero();
  }
}
