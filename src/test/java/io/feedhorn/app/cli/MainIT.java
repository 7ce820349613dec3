package io.feedhorn.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests the jar in a process with its own working directory. */
@Timeout(180)
class MainIT {
  private static final Map<String, String> ANY_PORT = Map.of("FEEDHORN_HTTP_PORT", "0");

  /** A warning of Vert.x that a busy machine causes, with the stack of the thread. */
  private static final Pattern BLOCKED =
      Pattern.compile("(?m)^\\S+ WARN +BlockedThreadChecker .*\n(?:(?!\\d{4}-\\d\\d-).*\n)*");

  private Path folder;

  @BeforeEach
  void createDirectory(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void helpDoesNotStartTheServer() throws Exception {
    try (JarProcess launched = JarProcess.in(folder, Map.of(), "--help")) {
      assertThat(launched.exitCode()).isZero();
      assertThat(launched.out()).startsWith("Usage: java -jar feedhorn.jar [serve]");
      assertThat(launched.err()).isEmpty();
    }
  }

  @Test
  void anErrorIsReportedInOneLineAndStopsTheStart() throws Exception {
    try (JarProcess launched = JarProcess.in(folder, Map.of("FEEDHORN_HTTP_PORT", "99999"))) {
      assertThat(launched.exitCode()).isEqualTo(2);
      assertThat(launched.err())
          .isEqualTo(
              "http.port = \"99999\" (FEEDHORN_HTTP_PORT):"
                  + " must be a whole number from 0 to 65535\n");
      assertThat(launched.out()).isEmpty();
    }
  }

  @Test
  void usesTheSettingsOfTheWorkingDirectory() throws Exception {
    Files.writeString(folder.resolve(".env"), "FEEDHORN_DEMO_ENABLED=perhaps\n");
    Files.createDirectory(folder.resolve("conf"));
    Files.writeString(folder.resolve("conf/feedhorn.yaml"), "http: { host: 'no host' }\n");

    try (JarProcess launched = JarProcess.in(folder, Map.of(), "serve")) {
      assertThat(launched.exitCode()).isEqualTo(2);
      assertThat(launched.err()).contains("http.host = ", "demo.enabled = ").hasLineCount(2);
    }
  }

  @Test
  void printsOnlyTheReadyLineToStandardOutput() throws Exception {
    try (JarProcess launched = JarProcess.in(folder, ANY_PORT)) {
      launched.awaitReady();
      launched.terminate();

      assertThat(launched.out())
          .matches("Feedhorn \\S+ ready on http://\\S+:\\d+ \\(\\w+, \\d+ event loops\\)\n");
      assertThat(launched.err()).contains("settings of http: host 127.0.0.1, port 0");
    }
  }

  @Test
  void itsCollectorHasTheOptionsOfTheLauncherOnceItIsReady() throws Exception {
    try (JarProcess launched = JarProcess.in(folder, ANY_PORT)) {
      launched.awaitReady();

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> flag(launched.pid(), "MaxHeapFreeRatio"), "-XX:MaxHeapFreeRatio=25"::equals);
    }
  }

  /** Returns an option of a running JVM. */
  private static String flag(long pid, String name) throws IOException {
    String jinfo = Path.of(System.getProperty("java.home"), "bin", "jinfo").toString();
    Process process =
        new ProcessBuilder(jinfo, "-flag", name, Long.toString(pid))
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
  }

  @Test
  void sigtermStopsItCleanlyWithoutLeftovers() throws Exception {
    try (JarProcess launched = JarProcess.in(folder, ANY_PORT)) {
      launched.awaitReady();
      launched.terminate();

      assertThat(launched.exitCode()).isEqualTo(143);
      assertThat(launched.err())
          .endsWith("stopped\n")
          .satisfies(
              log ->
                  assertThat(BLOCKED.matcher(log).replaceAll(""))
                      .doesNotContain("WARN", "ERROR", "Exception", "\tat "));
      assertThat(launched.temporaryFiles()).isEmpty();
    }
  }

  @Test
  void reportsAPortInUseInOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      try (JarProcess launched = JarProcess.in(folder, Map.of("FEEDHORN_HTTP_PORT", port))) {
        assertThat(launched.exitCode()).isEqualTo(1);
        assertThat(BLOCKED.matcher(launched.err()).replaceAll("").lines())
            .filteredOn(line -> !line.contains(" INFO "))
            .containsExactly(
                "Feedhorn cannot start on 127.0.0.1:" + port + ": Address already in use");
        assertThat(launched.out()).isEmpty();
      }
    }
  }
}
