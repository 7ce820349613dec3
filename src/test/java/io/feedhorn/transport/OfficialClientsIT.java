package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.feedhorn.limits.ClientLimits;
import io.feedhorn.limits.Limits;
import io.feedhorn.transport.Command.Result;
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
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Unchanged client libraries as processes of Node. Each script in {@code src/client-js/test}
 * contains its expectations. Skipped without Node, but not in CI. The scripts run at the same time:
 * they wait for timeouts, and each has feeds of its own.
 */
@Timeout(240)
@Execution(ExecutionMode.CONCURRENT)
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
    if (!Command.isInstalled("node") || !Command.isInstalled("npm")) {
      NodeScripts.skipTest(
          "node and npm are not on the path: the JavaScript clients are not tested.");
    }
    NodeScripts.copyTo(FOLDER);
    if (!Files.exists(COMPILER) || !Files.exists(UNDICI)) {
      Result installed =
          Command.run(
              FOLDER,
              Duration.ofSeconds(200),
              List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
      if (installed.code() != 0) {
        NodeScripts.skipTest(
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
  void theEventBusClientOfVertxPasses(String transport) {
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
      CompletableFuture<Result> client =
          CompletableFuture.supplyAsync(() -> run(leaving, "sockjs-leaving.js", transport));
      await()
          .atMost(Duration.ofSeconds(50))
          .until(() -> CONNECTED.matcher(leaving.http().get("/metrics").body()).find());

      leaving.stop();

      assertPassed(client.join());
    }
  }

  @Test
  void theEventSourceOfNpmPasses() {
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
  void theWebSocketOfNpmPasses() {
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

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "sse"})
  void theBrowserClientPutsDeltasTogether(String transport) {
    assertPasses("delta.js", transport);
  }

  /** The types of the client's interface, of its sources, and of the pages. */
  @Test
  void theTypesAreCorrect() {
    Result result =
        Command.run(
            Path.of("."),
            Duration.ofMinutes(3),
            List.of("node", COMPILER.toString(), "-p", "tsconfig.json"));

    assertThat(result.output()).isEmpty();
    assertThat(result.code()).isZero();
  }

  private static void assertPasses(String script, String... words) {
    assertPassed(run(server, script, words));
  }

  private static Result run(RunningServer server, String script, String... words) {
    List<String> command =
        new ArrayList<>(List.of("node", script, server.address(), server.everyFeed()));
    command.addAll(List.of(words));
    return Command.run(FOLDER, Duration.ofSeconds(150), command);
  }

  private static void assertPassed(Result result) {
    assertThat(result.output()).as(result.output()).endsWith("ok\n");
    assertThat(result.code()).isZero();
  }
}
