package io.feedhorn.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.transport.Command;
import io.feedhorn.transport.NodeScripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Redocly's recommended rules for {@code openapi.yaml}. The tool {@code api} has more checks. */
@Timeout(240)
class ApiLintIT {
  private static final Path DESCRIPTION = Path.of("webroot", "openapi.yaml").toAbsolutePath();

  @Test
  void redoclyFindsNoProblem(@TempDir Path folder) throws IOException {
    if (!Command.isInstalled("npm", "--version")) {
      NodeScripts.skipTest("npm is not installed: openapi.yaml is not linted.");
    }
    NodeToolchain node = new NodeToolchain("lint");
    node.install();
    Path faulty = folder.resolve("openapi.yaml");
    Files.writeString(
        faulty, Files.readString(DESCRIPTION).replace("operationId: time", "operationId: hello"));
    List<String> command = new ArrayList<>(node.script("lint-openapi"));
    command.addAll(List.of(DESCRIPTION.toString(), faulty.toString()));

    Command.Result result = Command.run(node.folder(), Duration.ofMinutes(2), command);

    assertThat(result.code()).as(result.output()).isZero();
    assertThat(result.output())
        .startsWith("0 problems\n")
        .contains("\n1 problems\noperation-operationId-unique ");
  }
}
