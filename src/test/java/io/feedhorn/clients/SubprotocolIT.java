package io.feedhorn.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.RunningServer;
import io.feedhorn.transport.Command;
import io.feedhorn.transport.NodeScripts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks the table of subprotocols in {@code docs/compatibility.md} with the libraries. */
@Timeout(240)
class SubprotocolIT {
  private static final String UNKNOWN = "chat";
  private static final String OWN = "feedhorn.v1";

  private static RunningServer server;
  private static String address;

  @BeforeAll
  static void start() {
    server = RunningServer.start();
    address = server.address().replaceFirst("http", "ws") + "/v1/ws";
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "ws, failed: Server sent no subprotocol",
    "undici, failed:",
  })
  void anUnknownSubprotocolFailsInNode(String library, String failure) throws IOException {
    NodeToolchain node = new NodeToolchain();
    install("npm", "--version", node);
    List<String> program = new ArrayList<>(node.script("subprotocol"));
    program.add(library);

    assertThat(run(program, UNKNOWN)).startsWith(failure);
    assertThat(run(program, UNKNOWN, OWN)).isEqualTo("connected, feedhorn.v1");
  }

  @Test
  void anUnknownSubprotocolConnectsInPython() throws IOException {
    PythonToolchain python = new PythonToolchain();
    install("python3", "--version", python);
    List<String> program = python.command("subprotocol", Scripts.text("subprotocol.py"));

    assertThat(run(program, UNKNOWN)).isEqualTo("connected, none");
    assertThat(run(program, UNKNOWN, OWN)).isEqualTo("connected, feedhorn.v1");
  }

  @Test
  void anUnknownSubprotocolConnectsInGo() throws IOException {
    GoToolchain go = new GoToolchain();
    install("go", "version", go);
    List<String> program = go.command("subprotocol", Scripts.text("subprotocol.go"));

    assertThat(run(program, UNKNOWN)).isEqualTo("connected, none");
    assertThat(run(program, UNKNOWN, OWN)).isEqualTo("connected, feedhorn.v1");
  }

  @Test
  void anUnknownSubprotocolConnectsInTheJdk() {
    assertThat(subprotocolInTheJdk(UNKNOWN)).isEmpty();
    assertThat(subprotocolInTheJdk(UNKNOWN, OWN)).isEqualTo(OWN);
  }

  private static String subprotocolInTheJdk(String first, String... others) {
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .subprotocols(first, others)
            .buildAsync(URI.create(address), new WebSocket.Listener() {})
            .join();
    String chosen = socket.getSubprotocol();
    socket.abort();
    return chosen;
  }

  private static void install(String program, String option, Toolchain language)
      throws IOException {
    if (!Command.isInstalled(program, option)) {
      NodeScripts.skipTest(program + " is not installed: its libraries are not tested.");
    }
    language.install();
  }

  private static String run(List<String> program, String... offered) {
    List<String> command = new ArrayList<>(program);
    command.add(address);
    command.addAll(List.of(offered));
    return Command.run(Toolchain.ROOT, Duration.ofSeconds(60), command)
        .output()
        .lines()
        .filter(line -> line.startsWith("connected") || line.startsWith("failed"))
        .findFirst()
        .orElse("no result was printed");
  }
}
