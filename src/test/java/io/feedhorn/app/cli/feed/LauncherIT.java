package io.feedhorn.app.cli.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.http.RunningServer;
import io.feedhorn.transport.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests bin/feedhorn as people use it: in a shell, with pipes and signals. */
@Timeout(300)
class LauncherIT {
  private static final String LAUNCHER = Path.of("bin/feedhorn").toAbsolutePath().toString();

  @TempDir private Path folder;

  @Test
  void publishesStandardInputEndsWithItsPipeAndWithASignal() throws Exception {
    try (RunningServer server = RunningServer.start()) {
      String topic = server.everyFeed() + ".a";
      String script =
          """
          export FEEDHORN_URL=%1$s
          (seq 1 3000; echo nonsense) | %2$s publish %3$s -
          echo "published with ${PIPESTATUS[1]}"
          %2$s subscribe %3$s --since earliest --format data | head -1
          echo "subscribed with ${PIPESTATUS[0]}"
          """
              .formatted(server.address(), LAUNCHER, topic);

      Command.Result result =
          Command.run(folder, Duration.ofMinutes(2), List.of("bash", "-c", environment() + script));

      assertThat(result.output().lines())
          .satisfiesExactly(
              line -> assertThat(line).startsWith("line 3001: Not JSON"),
              line -> assertThat(line).startsWith("Published 3,000 (").endsWith(", refused 1"),
              line -> assertThat(line).isEqualTo("published with 1"),
              line -> assertThat(line).isEqualTo("1"),
              line -> assertThat(line).isEqualTo("subscribed with 141"));
      interruptedSubscriptionEndsQuietly(server.address(), topic);
    }
  }

  @Test
  void theFirstStartOfAServerWritesAnArchiveForTheNext() throws Exception {
    assertThat(serve("first").lines()).singleElement().asString().contains(" ready on ");
    // Written in the background: the server does not wait for it.
    await().atMost(Duration.ofMinutes(2)).until(() -> archives() == 1);
    await().atMost(Duration.ofMinutes(2)).until(() -> files("train.") == 0);

    assertThat(serve("second").lines()).singleElement().asString().contains(" ready on ");
    assertThat(folder.resolve("second")).content().doesNotContain("rror", "[warning]");
    assertThat(archives()).isEqualTo(1);
  }

  private long archives() throws IOException {
    return files("server-");
  }

  private long files(String prefix) throws IOException {
    Path cache = folder.resolve("feedhorn");
    if (!Files.exists(cache)) {
      return 0;
    }
    try (Stream<Path> all = Files.list(cache)) {
      return all.filter(file -> file.getFileName().toString().startsWith(prefix)).count();
    }
  }

  /** Runs a server until it is ready, and returns its output. */
  private String serve(String err) throws Exception {
    Path out = folder.resolve(err + ".out");
    String script =
        environment() + "export FEEDHORN_HTTP_PORT=0 FEEDHORN_DEMO_ENABLED=false\nexec " + LAUNCHER;
    Process process =
        new ProcessBuilder("bash", "-c", script + " serve")
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(folder.resolve(err).toFile())
            .start();
    try {
      await().atMost(Duration.ofMinutes(2)).until(() -> lines(out) == 1);
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(143);
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(out);
  }

  private void interruptedSubscriptionEndsQuietly(String url, String topic) throws Exception {
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    // A background job of a shell ignores SIGINT, and so would this process.
    String script =
        environment() + "exec env --default-signal=INT " + LAUNCHER + " subscribe --url ";
    Process process =
        new ProcessBuilder("bash", "-c", script + url + " " + topic)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      await().atMost(Duration.ofSeconds(60)).until(() -> lines(out) == 1);

      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();

      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
      assertThat(lines(out)).isEqualTo(1);
      assertThat(err).isEmptyFile();
    } finally {
      process.destroyForcibly();
    }
  }

  private static long lines(Path file) throws IOException {
    return Files.readString(file).lines().count();
  }

  private String environment() {
    return "unset ${!FEEDHORN_@}\nexport JAVA_HOME='%s' XDG_CACHE_HOME='%s'\n"
        .formatted(System.getProperty("java.home"), folder);
  }
}
