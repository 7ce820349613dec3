package io.feedhorn.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.server.RunningServer;
import io.feedhorn.transport.Command;
import io.feedhorn.transport.Command.Ended;
import io.feedhorn.transport.NodeScripts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * EventSources that begin on an empty topic and are cut between any two blocks get all five updates,
 * twenty times of twenty. Those of npm's {@code eventsource} pass over an id without data.
 */
@Timeout(180)
class EventSourceCutIT {
  private static final int RUNS = 20;
  private static final int CUTS = 5;
  private static final NodeToolchain NODE = new NodeToolchain();

  @BeforeAll
  static void install() throws IOException {
    if (!Command.isThere("npm", "--version")) {
      NodeScripts.passOver("npm is not on the path: its EventSources are not tested.");
    }
    NODE.install();
  }

  @ParameterizedTest
  @ValueSource(strings = {"eventsource", "undici"})
  void nothingIsMissing(String library) throws IOException {
    try (RunningServer server = RunningServer.start()) {
      List<String> command = new ArrayList<>(NODE.script("cuts"));
      command.addAll(List.of(library, server.address(), String.valueOf(RUNS)));
      for (int i = 0; i < RUNS * CUTS; i++) {
        command.add(server.everyFeed());
      }

      Ended ended = Command.run(Toolchain.ROOT, Duration.ofSeconds(100), command);

      assertThat(ended.output()).endsWith(RUNS * CUTS + " of " + RUNS * CUTS + " are whole\n");
      assertThat(ended.code()).isZero();
    }
  }
}
