package io.feedhorn.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.feedhorn.bench.load.LoadGenerator;
import io.feedhorn.bench.load.LoadMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** The load, in a process of its own. One command at a time. */
final class LoadProcess implements AutoCloseable {
  private final Process process;
  private final PrintStream commands;
  private final BufferedReader answers;

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
    answers = process.inputReader(UTF_8);
  }

  /**
   * Gives a command and waits for its answer.
   *
   * @throws IOException where the answer is that it failed
   */
  LoadMessage execute(String command) throws IOException {
    commands.println(command);
    String answer = answers.readLine();
    if (answer == null) {
      throw new IllegalStateException("The load ended");
    }
    if (!answer.startsWith("ok")) {
      throw new IOException(answer);
    }
    return LoadMessage.parse(answer);
  }

  @Override
  public void close() {
    commands.close();
    Processes.awaitExitOrKill(process);
  }
}
