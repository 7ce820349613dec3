package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.feedhorn.limits.ClientLimits;
import io.feedhorn.limits.Limits;
import io.feedhorn.transport.Command.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Unchanged client libraries as processes of Node. Each script in {@code src/client-js/test}
 * contains its expectations. Skipped without Node, but not in CI.
 */
@Timeout(120)
class OfficialClientsIT {
  private static final Pattern CONNECTED =
      Pattern.compile("feedhorn_connections\\{transport=\"sockjs(-http)?\"} 1");

  private static final int CONNECTIONS = 3;

  private static final Path FOLDER = Path.of("target", "official-clients");

  private static final Path COMPILER =
      FOLDER.resolve(Path.of("node_modules", "typescript", "bin", "tsc"));

  private static final Path UNDICI = FOLDER.resolve(Path.of("node_modules", "undici"));

  private static RunningServer server;

  @BeforeAll
  static void installClients() {
    if (!Command.isThere("node") || !Command.isThere("npm")) {
      NodeScripts.passOver(
          "node and npm are not on the path: the JavaScript clients are not tested.");
    }
    NodeScripts.layOut(FOLDER);
    if (!Files.exists(COMPILER) || !Files.exists(UNDICI)) {
      Ended installed =
          Command.run(
              FOLDER,
              Duration.ofSeconds(100),
              List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
      if (installed.code() != 0) {
        NodeScripts.passOver(
            "npm could not install the JavaScript clients:\n" + installed.output());
      }
    }
    server = RunningServer.start();
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "xhr-streaming", "xhr-polling"})
  void theEventBusClientOfVertx(String transport) {
    assertPasses("eventbus.js", transport);
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "xhr-streaming", "xhr-polling"})
  void theSockJsClientGetsTheReasonTooSlow(String transport) {
    assertPasses("sockjs-slow.js", transport);
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "xhr-streaming", "xhr-polling"})
  void theSockJsClientGetsTheReasonLeaving(String transport) {
    try (RunningServer leaving = RunningServer.start()) {
      CompletableFuture<Ended> client =
          CompletableFuture.supplyAsync(() -> run(leaving, "sockjs-leaving.js", transport));
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> CONNECTED.matcher(leaving.http().get("/metrics").body()).find());

      leaving.stop();

      assertPassed(client.join());
    }
  }

  @Test
  void theEventSourceOfNpm() {
    assertPasses("eventsource.js");
  }

  @ParameterizedTest
  @ValueSource(strings = {"eventsource", "eventsource-3", "undici"})
  void anEventSourceWhoseConnectionBreaksBetweenBlocksGetsEachUpdateOnce(String library) {
    assertPasses("eventsource-cut.js", library);
  }

  @ParameterizedTest
  @ValueSource(strings = {"eventsource", "eventsource-3", "undici"})
  void anEventSourceOverTheConnectionLimitReconnects(String library) {
    Limits limits = Limits.DEFAULT.client(ClientLimits.NONE.connections(CONNECTIONS));
    try (RunningServer limited = RunningServer.with(ServerSetup.DEFAULT.limits(limits))) {
      assertPassed(run(limited, "eventsource-refused.js", library, Integer.toString(CONNECTIONS)));
    }
  }

  @Test
  void theWebSocketOfNpm() {
    assertPasses("ws.js");
  }

  @ParameterizedTest
  @CsvSource({
    "websocket, sse",
    "sse, long-polling",
    "long-polling, polling",
    "polling, sockjs",
    "sockjs, websocket"
  })
  void theBrowserClientResumesOnTheNextTransport(String transport, String next) {
    assertPasses("feedhorn.js", transport, next);
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "sse", "long-polling", "polling", "sockjs"})
  void theBrowserClientStartsWhereItsReaderHasAcknowledged(String transport) {
    assertPasses("reader.js", transport);
  }

  /** The types of the client's interface, of its sources, and of the pages. */
  @Test
  void theTypesAreCorrect() {
    Ended ended =
        Command.run(
            Path.of("."),
            Duration.ofMinutes(1),
            List.of("node", COMPILER.toString(), "-p", "tsconfig.json"));

    assertThat(ended.output()).isEmpty();
    assertThat(ended.code()).isZero();
  }

  private static void assertPasses(String script, String... words) {
    assertPassed(run(server, script, words));
  }

  private static Ended run(RunningServer server, String script, String... words) {
    List<String> command =
        new ArrayList<>(List.of("node", script, server.address(), server.everyFeed()));
    command.addAll(List.of(words));
    return Command.run(FOLDER, Duration.ofSeconds(60), command);
  }

  private static void assertPassed(Ended ended) {
    assertThat(ended.output()).as(ended.output()).endsWith("ok\n");
    assertThat(ended.code()).isZero();
  }
}
