package io.feedhorn.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.feedhorn.app.cli.CommandRun;
import io.feedhorn.app.settings.ReloadableSettings;
import io.feedhorn.transport.FeedhornCommand;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes the settings of running servers whose sources read real event streams. */
class ReloadIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Pattern READY = Pattern.compile("ready on (http://\\S+)");

  private final EventStreams upstream = new EventStreams();
  // Not that of this process, whose levels other tests expect.
  private final LoggerContext log = new LoggerContext();
  @TempDir Path folder;
  private String address = "";

  @BeforeEach
  void writeSettings() throws IOException {
    settings(source("kept", "x.kept"), source("changed", "x.before"), source("removed", "x.r"));
  }

  @AfterEach
  void stopUpstream() {
    upstream.close();
  }

  private Path file() {
    return folder.resolve("settings.yaml");
  }

  private void settings(String... sources) throws IOException {
    Files.writeString(file(), "sources:\n" + String.join("", sources));
  }

  private String source(String name, String topic) {
    return "  %s: { type: sse, url: \"%s\", topic: %s, backoff: { min: 10ms } }\n"
        .formatted(name, upstream.url(name), topic);
  }

  private void withServer(Action action) throws Exception {
    ReloadableSettings reloadable =
        new ReloadableSettings(
            folder,
            Map.of("FEEDHORN_HTTP_PORT", "0", "FEEDHORN_DEMO_ENABLED", "false"),
            null,
            file(),
            null);
    ServerProcess server = new ServerProcess(reloadable.read(), reloadable, new LogOutput(log));
    try {
      address = server.start();
      action.run();
    } finally {
      server.stop();
    }
  }

  /** The part of a test that needs the server. */
  private interface Action {
    void run() throws Exception;
  }

  private HttpResponse<String> reload(String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + "/v1/reload"))
            .POST(HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()).join();
  }

  private JsonObject snapshot(String topic) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + "/v1/topics/" + topic)).build();
    return new JsonObject(
        HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join().body());
  }

  private void awaitState(String source, String state) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                snapshot("sys.sources." + source).getValue("data") instanceof JsonObject data
                    && state.equals(data.getString("state")));
  }

  private void awaitAllLive() {
    Stream.of("kept", "changed", "removed").forEach(source -> awaitState(source, "live"));
  }

  private static JsonObject answer(
      List<String> started,
      List<String> stopped,
      List<String> restarted,
      List<String> unchanged,
      String... needRestart) {
    return new JsonObject()
        .put("started", new JsonArray(started))
        .put("stopped", new JsonArray(stopped))
        .put("restarted", new JsonArray(restarted))
        .put("unchanged", new JsonArray(unchanged))
        .put("needRestart", new JsonArray(List.of(needRestart)));
  }

  @Test
  void theLevelsOfTheLogChangeWithoutARestart() throws Exception {
    withServer(
        () -> {
          Files.writeString(
              file(),
              "log: { level: debug, loggers: [ io.feedhorn.hub=error, io.netty=info ] }\n",
              StandardOpenOption.APPEND);
          JsonObject answer = new JsonObject(reload().body());

          assertThat(answer.getJsonArray("needRestart")).isEmpty();
          assertThat(log.getLogger("io.feedhorn.transport").isDebugEnabled()).isTrue();
          assertThat(log.getLogger("io.feedhorn.hub").isWarnEnabled()).isFalse();
          assertThat(log.getLogger("io.netty").getLevel()).isEqualTo(Level.INFO);

          Files.writeString(file(), "log: { level: loud }\n");
          HttpResponse<String> refused = reload();
          assertThat(refused.statusCode()).isEqualTo(400);
          assertThat(refused.body()).contains("log.level", "error, warn, info, debug or trace");
          assertThat(log.getLogger("io.feedhorn.transport").isDebugEnabled()).isTrue();
        });
  }

  @Test
  void onlyWhatHasChangedIsStartedStoppedAndRestarted() throws Exception {
    withServer(
        () -> {
          awaitAllLive();
          settings(
              source("kept", "x.kept"), source("changed", "x.after"), source("added", "x.new"));
          Files.writeString(
              file(),
              Files.readString(file())
                  + "limits: { message: 1KiB }\nfeeds: { x: { cache: no-store } }\n");
          HttpResponse<String> answer = reload();

          assertThat(new JsonObject(answer.body()))
              .isEqualTo(
                  answer(
                      List.of("added"),
                      List.of("removed"),
                      List.of("changed"),
                      List.of("kept"),
                      "feeds.x.cache",
                      "limits.message"));
          awaitState("added", "live");
          await().atMost(PATIENCE).until(() -> upstream.open("removed") == 0);
          await().atMost(PATIENCE).until(() -> upstream.opened("changed") >= 2);
          await().atMost(PATIENCE).until(() -> upstream.open("changed") == 1);
          assertThat(upstream.opened("changed")).isEqualTo(2);
          await()
              .atMost(PATIENCE)
              .until(
                  () -> snapshot("sys.sources.removed").getString("detail").contains("is deleted"));
          upstream.send("changed", "1");
          await()
              .atMost(PATIENCE)
              .until(() -> Integer.valueOf(1).equals(snapshot("x.after").getValue("data")));
          // The connection of the source that has not changed is the first one, and works.
          assertThat(upstream.opened("kept")).isEqualTo(1);
          upstream.send("kept", "2");
          await()
              .atMost(PATIENCE)
              .until(() -> Integer.valueOf(2).equals(snapshot("x.kept").getValue("data")));
        });
  }

  @Test
  void settingsWithAnErrorChangeNothingAndTheErrorIsNamed() throws Exception {
    withServer(
        () -> {
          awaitAllLive();
          settings(source("kept", "x.other"), "  new: { type: sse, url: \"http://h/\" }\n");
          HttpResponse<String> answer = reload();

          assertThat(answer.statusCode()).isEqualTo(400);
          assertThat(new JsonObject(answer.body()).getString("detail"))
              .startsWith("The settings are invalid, nothing is changed: sources.new.topic")
              .contains("must be set for the type sse");
          Stream.of("kept", "changed", "removed")
              .forEach(source -> assertThat(upstream.opened(source)).isEqualTo(1));
          assertThat(upstream.open("removed")).isEqualTo(1);
        });
  }

  @Test
  void reloadsAtTheSameTimeFollowEachOther() throws Exception {
    withServer(
        () -> {
          awaitAllLive();
          settings(
              source("kept", "x.kept"), source("changed", "x.before"), source("added", "x.new"));
          List<CompletableFuture<HttpResponse<String>>> answers =
              Stream.generate(() -> CompletableFuture.supplyAsync(this::reload)).limit(4).toList();
          List<JsonObject> all =
              answers.stream().map(answer -> new JsonObject(answer.join().body())).toList();

          List<String> both = List.of("changed", "kept");
          assertThat(all)
              .containsOnlyOnce(answer(List.of("added"), List.of("removed"), List.of(), both))
              .filteredOn(answer -> answer.getJsonArray("started").isEmpty())
              .hasSize(3)
              .containsOnly(
                  answer(List.of(), List.of(), List.of(), List.of("added", "changed", "kept")));
          awaitState("added", "live");
          assertThat(upstream.opened("added")).isEqualTo(1);
        });
  }

  @Test
  void withoutKeysOnlyAClientOfTheSameMachineMayReload() throws Exception {
    withServer(
        () -> {
          HttpResponse<String> proxied = reload("X-Forwarded-For", "203.0.113.9");
          assertThat(proxied.statusCode()).isEqualTo(403);
          assertThat(reload("Via", "1.1 proxy").statusCode()).isEqualTo(403);
          assertThat(reload("Origin", "http://other.example.org").statusCode()).isEqualTo(403);
          assertThat(reload().statusCode()).isEqualTo(200);
        });
  }

  @Test
  void aSignalAndTheCommandReloadAProcess() throws Exception {
    Path out = folder.resolve("out");
    List<String> command =
        FeedhornCommand.of(List.of("-Xmx200m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("serve", "--conf", file().toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().put("FEEDHORN_HTTP_PORT", "0");
    builder.environment().put("FEEDHORN_DEMO_ENABLED", "false");
    Process process = builder.start();
    try {
      await().atMost(PATIENCE).until(() -> READY.matcher(Files.readString(out)).find());
      Matcher ready = READY.matcher(Files.readString(out));
      assertThat(ready.find()).isTrue();
      address = ready.group(1);
      awaitAllLive();

      settings(source("kept", "x.kept"), source("added", "x.new"));
      new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor();
      awaitState("added", "live");
      await().atMost(PATIENCE).until(() -> upstream.open("removed") == 0);

      settings(source("kept", "x.kept"));
      CommandRun run = CommandRun.of(address, "reload");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(new JsonObject(run.out()))
          .isEqualTo(answer(List.of(), List.of("added"), List.of(), List.of("kept")));
      assertThat(upstream.opened("kept")).isEqualTo(1);

      Files.writeString(file(), "sources: { x: 1 }\n");
      CommandRun refused = CommandRun.of(address, "reload");
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.err()).startsWith("bad_request: The settings are invalid").hasLineCount(1);
      new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor();
      await()
          .atMost(PATIENCE)
          .until(() -> Files.readString(out).split("The settings are invalid", -1).length == 3);
      assertThat(process.isAlive()).isTrue();
      assertThat(upstream.opened("kept")).isEqualTo(1);
    } finally {
      process.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
    }
  }
}
