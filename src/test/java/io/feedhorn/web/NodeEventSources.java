package io.feedhorn.web;

import io.feedhorn.clients.NodeToolchain;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The EventSources of a library for Node, in one process, which is killed at the end. */
final class NodeEventSources implements EventSources {
  private final Process process;
  private volatile String newestLine = "";

  private NodeEventSources(Process process) {
    this.process = process;
    Thread reading = new Thread(this::read, "node-event-sources");
    reading.setDaemon(true);
    reading.start();
  }

  static NodeEventSources of(
      String library, String address, Path certificate, String topic, int count)
      throws IOException {
    NodeToolchain node = new NodeToolchain();
    node.script("event-sources");
    List<String> command = new ArrayList<>(node.script("event-sources-node"));
    command.addAll(List.of(library, address, topic, String.valueOf(count)));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("NODE_EXTRA_CA_CERTS", certificate.toAbsolutePath().toString());
    return new NodeEventSources(builder.start());
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("{")) {
          newestLine = line;
        }
      }
    } catch (IOException killed) {
      newestLine = "";
    }
  }

  @Override
  public State state() {
    String line = newestLine;
    return line.isEmpty() ? State.NONE : State.of(new JsonObject(line));
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
