package io.feedhorn.clients;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A process that prints each received update as one line. Killed when it is closed. */
final class RunningSnippet implements AutoCloseable {
  private static final String UPDATE = "{\"type\":\"update\"";

  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private RunningSnippet(Process process) {
    this.process = process;
    Thread reading = new Thread(this::read, "snippet-output");
    reading.setDaemon(true);
    reading.start();
  }

  static RunningSnippet start(Path folder, List<String> command) throws IOException {
    return new RunningSnippet(
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start());
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      output.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException ended) {
      lines.add("(no more output: " + ended + ")");
    }
  }

  /** Returns the offsets of the printed updates, in order. */
  List<Long> offsets() {
    return lines.stream()
        .filter(line -> line.startsWith(UPDATE))
        .map(line -> new JsonObject(line).getLong("offset"))
        .toList();
  }

  /** Returns all output, including errors. */
  List<String> output() {
    return lines.stream().map(line -> line.substring(0, Math.min(line.length(), 300))).toList();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
