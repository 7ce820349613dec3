package io.feedhorn.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.app.settings.ReloadableSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class HangupSignalTest {
  /** Handles the signal, and ends. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      HangupSignal.handle(() -> {});
    }
  }

  /** Cannot start a server, because its port is in use, and waits. */
  static final class FailedStart {
    private FailedStart() {}

    public static void main(String[] arguments) throws InterruptedException {
      Map<String, String> port = Map.of("FEEDHORN_HTTP_PORT", arguments[1]);
      ReloadableSettings settings =
          new ReloadableSettings(Path.of(arguments[0]), port, null, null, null);
      try {
        new ServerProcess(settings.read(), settings).start();
      } catch (Exception portInUse) {
        System.out.println("not started");
      }
      new CountDownLatch(1).await();
    }
  }

  private static ProcessBuilder java(String before, Class<?> program, String... arguments) {
    String java = ProcessHandle.current().info().command().orElse("java");
    List<String> command =
        List.of(
            "sh",
            "-c",
            before + "exec \"$0\" -XX:TieredStopAtLevel=1 -cp \"$@\"",
            java,
            System.getProperty("java.class.path"),
            program.getName());
    return new ProcessBuilder(Stream.concat(command.stream(), Stream.of(arguments)).toList());
  }

  @Test
  void aProcessThatIsStartedWithTheSignalIgnoredSaysSo() throws IOException {
    Process process = java("trap '' HUP; ", Program.class).redirectErrorStream(true).start();

    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("SIGHUP is ignored", "POST /v1/reload");
  }

  @Test
  void aSignalBeforeTheServerRunsDoesNotEndTheProcess(@TempDir Path folder) throws Exception {
    try (ServerSocket used = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(used.getLocalPort());
      Process process =
          java("", FailedStart.class, folder.toString(), port)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        assertThat(process.inputReader().readLine()).isEqualTo("not started");
        new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor();
        process.destroy();

        // Of SIGTERM; that of SIGHUP would be 129.
        assertThat(process.waitFor()).isEqualTo(143);
      } finally {
        process.destroyForcibly();
      }
    }
  }
}
