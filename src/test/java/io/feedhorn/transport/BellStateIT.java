package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.transport.Command.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The state of the bell without a page: unit tests in JavaScript, run by Node's test runner. */
class BellStateIT {
  private static final Path SCRIPTS = Path.of("src", "client-js", "test");

  @Test
  void theUnitTestsPass() {
    if (!Command.isInstalled("node")) {
      NodeScripts.skipTest("node is not on the path: the state of the bell is not tested.");
    }

    Result ended =
        Command.run(
            SCRIPTS,
            Duration.ofMinutes(3),
            List.of("node", "--test", "--test-reporter=tap", "bell.test.js", "push.test.js"));

    assertThat(ended.output()).contains("# fail 0").containsPattern("# pass [1-9]");
    assertThat(ended.code()).as(ended.output()).isZero();
  }
}
