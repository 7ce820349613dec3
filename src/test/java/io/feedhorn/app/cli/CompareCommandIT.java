package io.feedhorn.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.RunningServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(60)
class CompareCommandIT {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int compare(String... options) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    String[] arguments = new String[options.length + 1];
    arguments[0] = "compare";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return line.execute(arguments);
  }

  @Test
  void measuresNothingIfNobodyPublishes(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("found.json");
    try (RunningServer server = RunningServer.start()) {
      int code =
          compare(
              "--url", server.address(),
              "--topics", "quiet.>",
              "--duration", "1s",
              "--transports", "sse,polling-100ms",
              "--format", "json",
              "--output", file.toString());

      assertThat(code).isEqualTo(CompareCommand.NOTHING_MEASURED);
    }
    JsonObject report = new JsonObject(Files.readString(file));
    assertThat(report.getJsonArray("transports")).hasSize(2);
    assertThat(report.getJsonObject("clock").getDouble("error")).isPositive();
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void reportsErrorsOfOptions() {
    assertThat(compare("--url", "here")).isEqualTo(CompareCommand.CANNOT_MEASURE);
    assertThat(compare("--url", "http://127.0.0.1:1", "--duration", "0s"))
        .isEqualTo(CompareCommand.CANNOT_MEASURE);
    assertThat(compare("--url", "http://127.0.0.1:1", "--transports", "carrier-pigeon"))
        .isEqualTo(CompareCommand.CANNOT_MEASURE);
    assertThat(compare("--url", "http://127.0.0.1:1", "--topics", "*.a"))
        .isEqualTo(CompareCommand.CANNOT_MEASURE);
    assertThat(compare("--url", "http://127.0.0.1:1")).isEqualTo(CompareCommand.CANNOT_MEASURE);

    assertThat(err.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("--url must be http://HOST:PORT"),
            line -> assertThat(line).startsWith("--duration must be from 1s to 24h, not '0s'"),
            line -> assertThat(line).startsWith("--transports must be one of websocket, "),
            line -> assertThat(line).startsWith("--topics must be topics or patterns"),
            line -> assertThat(line).startsWith("Cannot measure http://127.0.0.1:1: "));
  }
}
