package io.feedhorn.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.feedhorn.bench.load.LoadGenerator;
import io.feedhorn.bench.load.LoadMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** The process of the load generator. Accepts one command at a time. */
final class LoadProcess implements AutoCloseable {
  private final Process process;
  private final PrintStream commands;
  private final BufferedReader responses;

  LoadProcess() throws IOException {
    List<String> command =
        List.of(
            Machine.java("java"),
            "-Xmx1g",
            "-cp",
            Machine.classPath(),
            LoadGenerator.class.getName());
    process =
        new ProcessBuilder(Machine.onLoadCores(command))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    commands = new PrintStream(process.getOutputStream(), true, UTF_8);
    responses = process.inputReader(UTF_8);
  }

  /**
   * Sends a command and returns its response.
   *
   * @throws IOException if the command failed
   */
  LoadMessage execute(String command) throws IOException {
    commands.println(command);
    String response = responses.readLine();
    if (response == null) {
      throw new IllegalStateException("The load process ended");
    }
    if (!response.startsWith("ok")) {
      throw new IOException(response);
    }
    return LoadMessage.parse(response);
  }

  @Override
  public void close() {
    commands.close();
    Processes.awaitExitOrKill(process);
  }
}
