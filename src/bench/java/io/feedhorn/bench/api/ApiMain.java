package io.feedhorn.bench.api;

import io.feedhorn.app.ServerProcess;
import io.feedhorn.app.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Starts a server with every part that the descriptions have, and runs {@code
 * src/test/clients/api/check.sh} against it. The exit code is that of the script.
 */
public final class ApiMain {
  private static final String EXAMPLES = "50";

  private ApiMain() {}

  /** Argument: {@code --examples} with the number of requests that are generated for each one. */
  public static void main(String[] arguments) throws Exception {
    List<String> given = List.of(arguments);
    if (!given.isEmpty() && (given.size() != 2 || !given.get(0).equals("--examples"))) {
      System.err.println("the arguments are: --examples NUMBER");
      System.exit(2);
    }
    Path folder = Files.createTempDirectory("feedhorn-api");
    ServerProcess server =
        new ServerProcess(
            Settings.builder()
                .port(0)
                .set("lab.enabled", true)
                // Generated requests wait for as long as the description allows.
                .set("limits.wait", "1s")
                .set("push.enabled", true)
                .set("push.subject", "mailto:ops@example.org")
                .set("push.keys", folder.resolve("push.pem").toString())
                .build());
    int code;
    try {
      String address = server.start();
      code = check(address, given.isEmpty() ? EXAMPLES : given.get(1));
    } finally {
      server.stop();
    }
    System.exit(code);
  }

  private static int check(String address, String examples) throws Exception {
    Path project = Path.of("").toAbsolutePath();
    String script = project.resolve("src/test/clients/api/check.sh").toString();
    return new ProcessBuilder("bash", script, project.toString(), address, examples)
        .inheritIO()
        .start()
        .waitFor();
  }
}
