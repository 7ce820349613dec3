package io.feedhorn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS)
class HangupSignalTest {
  /** Handles the signal, and ends. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      HangupSignal.handle(() -> {});
    }
  }

  private static String run(String before) throws IOException {
    String java = ProcessHandle.current().info().command().orElse("java");
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                before + "exec \"$0\" -XX:TieredStopAtLevel=1 -cp \"$1\" \"$2\"",
                java,
                System.getProperty("java.class.path"),
                Program.class.getName())
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void aProcessThatIsStartedWithTheSignalIgnoredSaysSo() throws IOException {
    assertThat(run("trap '' HUP; ")).contains("SIGHUP is ignored", "POST /v1/reload");
  }
}
