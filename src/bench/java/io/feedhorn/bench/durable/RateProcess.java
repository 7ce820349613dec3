package io.feedhorn.bench.durable;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The process of {@link RateLoad}. It may use every core: pinned to one, its threads would wait for
 * that core while another one is free, which would count as latency.
 */
final class RateProcess implements AutoCloseable {
  private static final int EXIT_SECONDS = 5;

  private final Process process;
  private final PrintStream commands;
  private final BufferedReader results;

  RateProcess() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xms256m", "-Xmx256m"));
    command.addAll(List.of("-cp", classPath(), RateLoad.class.getName()));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    commands = new PrintStream(process.getOutputStream(), true, UTF_8);
    results = process.inputReader(UTF_8);
  }

  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  long pid() {
    return process.pid();
  }

  /** Executes a command, and returns its numbers. */
  double[] execute(String command) throws IOException {
    commands.println(command);
    String result = results.readLine();
    if (result == null) {
      throw new IOException("the load process ended");
    }
    return Arrays.stream(result.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  @Override
  public void close() {
    commands.close();
    try {
      if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException stop) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
