package io.feedhorn.app.cli.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.app.cli.CommandRun;
import io.feedhorn.http.RunningServer;
import io.feedhorn.transport.Command;
import io.feedhorn.transport.FeedhornCommand;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FeedCommandsIT {
  private static final String UNREACHABLE = "http://127.0.0.1:1";

  private static final String[] NDJSON = {"Content-Type", "application/x-ndjson"};

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static CommandRun run(String... arguments) {
    return CommandRun.of(server.address(), arguments);
  }

  @Test
  void publishPrintsTheAcknowledgementAndAKeyMakesARepetitionHarmless() {
    String topic = server.everyFeed() + ".BTC/USD";

    CommandRun first = run("publish", topic, "{\"a\": 1.50}", "--key", "k1");
    CommandRun repeated = run("publish", topic, "{\"a\": 1.50}", "--key", "k1");

    assertThat(first.code()).isZero();
    assertThat(new JsonObject(first.out()).getLong("seq")).isEqualTo(1);
    assertThat(repeated.out()).isEqualTo(first.out());
    assertThat(first.err()).isEmpty();
  }

  /** Jobs of cron and services often have the locale C. */
  @Test
  void charactersOfArgumentsAreThoseOfUtf8InTheLocaleC(@TempDir Path folder) {
    String topic = server.everyFeed() + ".a";
    String command =
        FeedhornCommand.of(List.of()).stream()
            .map(part -> "'" + part + "'")
            .collect(Collectors.joining(" "));
    // The value is written as octal numbers, because this process may have the same locale.
    String script =
        "exec env LC_ALL=C %s publish %s \"$(printf '\"K\\303\\266ln?\"')\" --url %s"
            .formatted(command, topic, server.address());

    Command.Result result =
        Command.run(folder, Duration.ofSeconds(50), List.of("bash", "-c", script));

    assertThat(result.code()).as(result.output()).isZero();
    assertThat(run("history", topic, "--format", "data").out()).isEqualTo("\"Köln?\"\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "sse", "long-poll", "poll"})
  void subscribePrintsHistoryInOrderOnEachTransport(String transport) {
    String feed = server.everyFeed();
    for (int i = 1; i <= 3; i++) {
      server.publish(feed + ".a", Integer.toString(i));
    }

    CommandRun subscribed =
        run(
            "subscribe",
            feed + ".*",
            "--since",
            "earliest",
            "--count",
            "3",
            "--format",
            "data",
            "--transport",
            transport);

    assertThat(subscribed.err()).isEmpty();
    assertThat(subscribed.code()).isZero();
    assertThat(subscribed.out()).isEqualTo("1\n2\n3\n");
  }

  @Test
  void subscribeWithACursorContinuesAfterIt() {
    String feed = server.everyFeed();
    String first = run("publish", feed + ".a", "1").out();
    server.publish(feed + ".a", "2");

    CommandRun subscribed =
        run("subscribe", feed + ".a", "--count", "1", "--since", cursor(first), "--format", "json");

    assertThat(new JsonObject(subscribed.out()).getInteger("data")).isEqualTo(2);
  }

  private static String cursor(String receipt) {
    return new JsonObject(receipt).getString("cursor");
  }

  @Test
  void topicsAndHistoryListWhatWasPublished() {
    String feed = server.everyFeed();
    server.publish(feed + ".a", "1");
    server.publish(feed + ".a", "2");
    server.publish(feed + ".b", "3");

    assertThat(run("topics", feed + ".*", "--format", "json").out().lines())
        .map(line -> new JsonObject(line).getString("topic"))
        .containsExactly(feed + ".a", feed + ".b");
    assertThat(run("topics", feed + ".a", "--format", "table").out().lines())
        .satisfiesExactly(
            heading -> assertThat(heading).startsWith("TOPIC"),
            row -> assertThat(row.split(" +")).startsWith(feed + ".a", "2", "2"));
    assertThat(run("history", feed + ".a", "--format", "data").out()).isEqualTo("1\n2\n");
    assertThat(run("history", feed + ".a", "--format", "data", "--limit", "1").out())
        .isEqualTo("2\n");
    assertThat(run("delete", feed + ".a").out()).contains("\"seq\":3,");
    assertThat(run("history", feed + ".a", "--format", "data").out()).isEqualTo("1\n2\n");
    CommandRun twice = run("delete", feed + ".a");
    assertThat(twice.code()).isEqualTo(ServerCall.REFUSED);
    assertThat(twice.err()).startsWith("not_found: ");
  }

  @Test
  void historyReportsThatOlderUpdatesWereLeftOut() {
    String topic = server.everyFeed() + ".a";
    String line = "{\"topic\":\"%s\",\"data\":\"%s\"}%n".formatted(topic, "x".repeat(60_000));
    for (int i = 0; i < 2; i++) {
      assertThat(server.http().post("/v1/publish", line.repeat(100), NDJSON).body().lines())
          .hasSize(100);
    }

    CommandRun cut = run("history", topic, "--format", "json");

    assertThat(cut.code()).isZero();
    assertThat(cut.err()).hasLineCount(1).contains("8 MiB", "subscribe " + topic);
    List<Long> printed =
        cut.out().lines().map(update -> new JsonObject(update).getLong("seq")).toList();
    assertThat(printed).hasSizeBetween(100, 199).isSorted().endsWith(200L);
    assertThat(run("history", topic, "--limit", "100").err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "publish prices 1",
        "publish a.b hello",
        "publish - 1",
        "publish a.b 1 --key ''",
        "publish a.b 1 --key schlüssel",
        "subscribe *.a",
        "subscribe",
        "subscribe a.b --since yesterday",
        "subscribe a.b --count 0",
        "subscribe a.b --transport pigeon",
        "subscribe a.b --format xml",
        "topics >",
        "history a.*",
        "delete a.*",
        "history a.b --limit 0",
        "history a.b --url ftp://127.0.0.1"
      })
  void anErrorInTheCommandLineIsOneLineWithTheValueAndWhatIsAllowed(String line) {
    List<String> words = List.of(line.replace("''", "").split(" ", -1));

    CommandRun wrong = run(words.toArray(String[]::new));

    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.out()).isEmpty();
    assertThat(wrong.err()).hasLineCount(1).doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(strings = {"publish a.b 1", "subscribe a.b", "topics", "history a.b", "delete a.b"})
  void aServerThatCannotBeReachedIsReportedInOneLine(String line) {
    CommandRun failed = run((line + " --url " + UNREACHABLE).split(" ", -1));

    assertThat(failed.code()).isEqualTo(ServerCall.NO_CONNECTION);
    assertThat(failed.out()).isEmpty();
    assertThat(failed.err()).isEqualTo("Cannot reach " + UNREACHABLE + ": Connection refused\n");
  }

  @Test
  void aTokenThatEndsWithALineBreakIsSentWithoutIt() {
    CommandRun run = run("topics", "--token", "a.b.c\r\n");

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
  }

  @Test
  void aTokenWithALineBreakWithinIsAnErrorThatDoesNotShowIt() {
    CommandRun wrong = run("topics", "--token", "hunter2\r\nx");

    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).hasLineCount(1).contains("--token").doesNotContain("hunter2");
  }

  @Test
  void aRefusalHasItsCodeAndTheServersReason() {
    CommandRun refused = run("subscribe", "a.b", "--since", "other:k3f9:1");

    assertThat(refused.code()).isEqualTo(ServerCall.REFUSED);
    assertThat(refused.err()).hasLineCount(1).startsWith("bad_cursor: ");
  }
}
