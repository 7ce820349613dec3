package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import io.feedhorn.server.RunningServer;
import io.feedhorn.transport.Command.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The clients that people have already, unchanged, as processes of Node: each script in {@code
 * src/test/js} says what it expects. Without Node they are passed over, but not in CI.
 */
@Timeout(120)
class OfficialClientsIT {
  private static final Path SCRIPTS = Path.of("src", "test", "js");
  private static final Path CLIENT = Path.of("webroot", "client");
  private static final Path FOLDER = Path.of("target", "official-clients");

  private static RunningServer server;

  @BeforeAll
  static void installClients() {
    if (!Command.isThere("node") || !Command.isThere("npm")) {
      passOver("node and npm are not on the path: the JavaScript clients are not tested.");
    }
    copy(SCRIPTS, FOLDER);
    copy(CLIENT, FOLDER.resolve("client"));
    if (!Files.isDirectory(FOLDER.resolve("node_modules"))) {
      Ended installed =
          Command.run(
              FOLDER,
              Duration.ofSeconds(100),
              List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
      if (installed.code() != 0) {
        passOver("npm could not install the JavaScript clients:\n" + installed.output());
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

  private static void passOver(String why) {
    if ("true".equals(System.getenv("CI"))) {
      fail(why);
    }
    abort(why);
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.list(from)) {
      Files.createDirectories(to);
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "xhr-streaming", "xhr-polling"})
  void theEventBusClientOfVertx(String transport) {
    assertPasses("eventbus.js", transport);
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "xhr-streaming", "xhr-polling"})
  void theSockJsClientIsToldThatItWasTooSlow(String transport) {
    assertPasses("sockjs-slow.js", transport);
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "xhr-streaming", "xhr-polling"})
  void theSockJsClientIsToldThatTheServerLeaves(String transport) {
    try (RunningServer leaving = RunningServer.start()) {
      CompletableFuture<Ended> client =
          CompletableFuture.supplyAsync(() -> run(leaving, "sockjs-leaving.js", transport));
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> leaving.http().get("/metrics").body().contains("\"sockjs\"} 1"));

      leaving.stop();

      assertPassed(client.join());
    }
  }

  @Test
  void theEventSourceOfNpm() {
    assertPasses("eventsource.js");
  }

  @Test
  void theWebSocketOfNpm() {
    assertPasses("ws.js");
  }

  @ParameterizedTest
  @CsvSource({"websocket, sse", "sse, long-polling", "long-polling, polling", "polling, websocket"})
  void feedhornsOwnClientOverEachTransportAndOnUponTheNext(String transport, String next) {
    assertPasses("feedhorn.js", transport, next);
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
