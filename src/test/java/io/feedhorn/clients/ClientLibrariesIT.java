package io.feedhorn.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.client.fault.FaultProxy;
import io.feedhorn.http.RunningServer;
import io.feedhorn.transport.Command;
import io.feedhorn.transport.NodeScripts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The programs of {@code docs/clients.md}, each behind a proxy that cuts its connection twice. Each
 * must print every update once and in order. Several run at the same time, because they mostly
 * wait. Programs of a language that is not installed are skipped, except in CI.
 */
@Timeout(300)
class ClientLibrariesIT {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final int CONCURRENT_SNIPPETS = 4;
  private static final int LONG_VALUE_CHARACTERS = 50_000;

  /** The programs for a browser, which {@code BrowserSnippetsIT} runs. */
  private static final List<String> BROWSER_SNIPPETS = List.of("eventsource", "fetch-event-source");

  private static final Toolchain NODE = new NodeToolchain();
  private static final Toolchain PYTHON = new PythonToolchain();
  private static final Toolchain GO = new GoToolchain();
  private static final Toolchain JAVA = new JavaToolchain();
  private static final Toolchain SHELL = new ShellToolchain();

  private static final Map<String, Toolchain> SNIPPETS =
      Map.ofEntries(
          Map.entry("eventsource-npm", NODE),
          Map.entry("eventsource-undici", NODE),
          Map.entry("ws", NODE),
          Map.entry("event-bus", NODE),
          Map.entry("requests-sse", PYTHON),
          Map.entry("httpx-sse", PYTHON),
          Map.entry("websockets", PYTHON),
          Map.entry("go-net-http", GO),
          Map.entry("go-r3labs", GO),
          Map.entry("go-coder-websocket", GO),
          Map.entry("java-feedhorn", JAVA),
          Map.entry("java-http-client", JAVA),
          Map.entry("okhttp-eventsource", JAVA),
          Map.entry("java-websocket", JAVA),
          Map.entry("curl", SHELL));

  private static final ExecutorService WORKERS = Executors.newFixedThreadPool(CONCURRENT_SNIPPETS);
  private static final Map<String, CompletableFuture<Void>> RUNS = new LinkedHashMap<>();

  private static RunningServer server;

  static Stream<String> snippets() {
    return SNIPPETS.keySet().stream().sorted();
  }

  @BeforeAll
  static void runAll() {
    server = RunningServer.start();
    Map<Toolchain, CompletableFuture<Void>> installed = new LinkedHashMap<>();
    Map.of(NODE, "npm", PYTHON, "python3", GO, "go", JAVA, "java", SHELL, "curl")
        .forEach((language, program) -> installed.put(language, install(language, program)));
    snippets()
        .forEach(
            name ->
                RUNS.put(
                    name,
                    Objects.requireNonNull(installed.get(SNIPPETS.get(name)))
                        .thenRunAsync(() -> assertLogsEveryUpdate(name), WORKERS)));
  }

  private static CompletableFuture<Void> install(Toolchain language, String program) {
    return CompletableFuture.runAsync(
        () -> {
          String question = program.equals("go") ? "version" : "--version";
          if (!Command.isInstalled(program, question)) {
            NodeScripts.skipTest(program + " is not installed: its snippets are not tested.");
          }
          try {
            language.install();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @AfterAll
  static void stop() {
    WORKERS.shutdownNow();
    server.close();
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void theSnippetPrintsEveryUpdateOnceAndInOrder(String name) throws Throwable {
    try {
      Objects.requireNonNull(RUNS.get(name)).join();
    } catch (CompletionException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  @Test
  void everySnippetIsTested() {
    assertThat(Stream.concat(snippets(), BROWSER_SNIPPETS.stream()))
        .containsExactlyInAnyOrderElementsOf(Snippets.names());
  }

  private static void assertLogsEveryUpdate(String name) {
    String topic = server.everyFeed() + ".u";
    publish(topic, 1);
    Toolchain language = Objects.requireNonNull(SNIPPETS.get(name));
    try (FaultProxy proxy = FaultProxy.before(server.port());
        RunningSnippet running =
            RunningSnippet.start(
                Toolchain.ROOT, language.command(name, code(name, proxy.port(), topic)))) {
      assertReceived(running, 1);
      publish(topic, 1);
      assertReceived(running, 2);
      for (int cuts = 0; cuts < 2; cuts++) {
        proxy.cutConnections();
        publish(topic, 2);
        server.publish(topic, "\"" + "é".repeat(LONG_VALUE_CHARACTERS / 2) + "\"");
        assertReceived(running, 5 + 4 * cuts);
        publish(topic, 1);
        assertReceived(running, 6 + 4 * cuts);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String code(String name, int port, String topic) {
    String code = Snippets.code(name, port, topic);
    boolean importOnly = name.startsWith("eventsource-");
    return importOnly ? code + "\n" + Snippets.code("eventsource", port, topic) : code;
  }

  private static void publish(String topic, int updates) {
    for (int i = 0; i < updates; i++) {
      server.publish(topic, "{\"text\":\"é " + i + "\"}");
    }
  }

  private static void assertReceived(RunningSnippet running, int updates) {
    List<Long> all = LongStream.rangeClosed(1, updates).boxed().toList();
    Awaitility.await()
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofMillis(50))
        .failFast(() -> assertThat(running.isAlive()).as("%s", running.output()).isTrue())
        .untilAsserted(
            () -> assertThat(running.offsets()).as("%s", running.output()).isEqualTo(all));
  }
}
