package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.transport.Command.Ended;
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
 * The client's state machine against a simulated server, network and clock: random outages, each
 * seed the same again. What it promises is in {@code model.js}. Without Node it is passed over, but
 * not in CI.
 */
@Timeout(150)
class ClientModelIT {
  private static final Path FOLDER = Path.of("target", "client-model");
  private static final int SEEDS = 60;

  @BeforeAll
  static void layOut() {
    if (!Command.isThere("node")) {
      NodeScripts.passOver("node is not on the path: the client is not held to its model.");
    }
    NodeScripts.layOut(FOLDER);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1001})
  void endsWithEverythingHoweverTheNetworkFails(int firstSeed) {
    assertPasses("model.js", String.valueOf(firstSeed), String.valueOf(SEEDS));
  }

  /** What it must do is in {@code token.js}, once for each transport. */
  @Test
  void hasATokenWhileItNeedsOne() {
    assertPasses("token.js");
  }

  /** What a cursor promises is in {@code position.js}, once for each transport. */
  @Test
  void hasACursorThatIsThatOfTheUpdateInHand() {
    assertPasses("position.js");
  }

  /** How a refused stream is told, and how numbers are read, is in {@code answers.js}. */
  @Test
  void readsWhatTheServerAnswers() {
    assertPasses("answers.js");
  }

  private static void assertPasses(String... script) {
    List<String> command = new ArrayList<>(List.of("node"));
    command.addAll(List.of(script));
    Ended ended = Command.run(FOLDER, Duration.ofMinutes(2), command);

    assertThat(ended.output()).as(ended.output()).endsWith("ok\n");
    assertThat(ended.code()).isZero();
  }
}
