package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.feedhorn.http.ReceiptAssert;
import io.feedhorn.http.RunningServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The first commands of the README with curl. */
@Timeout(60)
class CurlIT {
  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    assumeTrue(Command.isInstalled("curl"), "curl is not on the path: it is not tested");
    server = RunningServer.start();
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void aStreamIsShownWithoutDelay() throws IOException {
    String topic = server.latestFeed() + ".a";
    Process curl =
        new ProcessBuilder("curl", "-sN", server.address() + "/v1/stream?topics=" + topic).start();
    try (BufferedReader lines = curl.inputReader(StandardCharsets.UTF_8)) {
      List<String> head = new ArrayList<>();
      while (!head.contains("")) {
        head.add(lines.readLine());
      }

      for (String json : List.of("1.10", "\"é\"")) {
        ReceiptAssert published = server.publish(topic, json);
        assertThat(nextBlock(lines))
            .containsExactly(
                "id: " + published.cursor(), "event: update", "data: " + published.update(json));
      }
    } finally {
      curl.destroy();
    }
  }

  private static List<String> nextBlock(BufferedReader lines) throws IOException {
    List<String> block = new ArrayList<>();
    String line = lines.readLine();
    while (!line.isEmpty()) {
      if (!line.startsWith(":")) {
        block.add(line);
      }
      line = lines.readLine();
    }
    return block;
  }

  @Test
  void anUpdateIsPublishedAndRead() {
    String address = server.address() + "/v1/topics/" + server.latestFeed() + ".a";

    assertThat(curl("-H", "Content-Type: application/json", "-d", "{\"price\":1.10}", address))
        .contains("\"offset\":1,");
    assertThat(curl(address)).endsWith("\"data\":{\"price\":1.10}}");
  }

  private static String curl(String... words) {
    List<String> command = new ArrayList<>(List.of("curl", "-s"));
    command.addAll(List.of(words));
    return Command.run(Path.of("."), Duration.ofSeconds(50), command).output();
  }
}
