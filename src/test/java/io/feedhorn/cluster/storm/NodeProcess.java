package io.feedhorn.cluster.storm;

import io.feedhorn.transport.LogTail;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One node: a JVM that can be started, stopped and suspended, with the same ports each time. Used
 * by one thread at a time. Its output is in {@code node.log} of its folder.
 */
final class NodeProcess implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
  private static final int STOP_TIMEOUT_SECONDS = 60;
  private static final Path FULL_DISK = Path.of("/dev/full");

  private final int number;
  private final Path folder;
  private final Network network;
  private final List<String> jvm;
  private final Map<String, String> environment;
  private final String address;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private boolean diskFull;
  private @Nullable Process process;

  /**
   * Creates a node that is not running.
   *
   * @param address {@code host:port} of its HTTP server
   */
  NodeProcess(
      int number,
      Path folder,
      Network network,
      List<String> jvm,
      Map<String, String> environment,
      String address) {
    this.number = number;
    this.folder = folder;
    this.network = network;
    this.jvm = jvm;
    this.environment = environment;
    this.address = address;
  }

  int number() {
    return number;
  }

  String address() {
    return address;
  }

  /** Makes all writes to files fail for lack of space, from the next start on, or not any more. */
  void diskFull(boolean full) {
    diskFull = full;
  }

  /** Starts the JVM without waiting until it is ready. */
  void start() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(network.prefix());
    command.add(MachineState.java());
    command.addAll(jvm);
    command.addAll(List.of("-cp", StormSetup.classPath(), "io.feedhorn.app.cli.Main", "serve"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo((diskFull ? FULL_DISK : log()).toFile()));
    builder.environment().keySet().removeIf(name -> name.matches("FEEDHORN_.*|JAVA_TOOL_OPTIONS"));
    builder.environment().putAll(environment);
    Process started = builder.start();
    process = started;
    network.attach(number, started.pid());
  }

  /** Waits until the node is ready. */
  void awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (!isReady()) {
      if (!running().isAlive()) {
        throw new IOException("node " + number + " ended, " + LogTail.of(log()));
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "node %d is not ready after %d s: %s, %s"
                .formatted(number, START_TIMEOUT.toSeconds(), health(), LogTail.of(log())));
      }
      Thread.sleep(50);
    }
  }

  /** Waits until the node has also taken over its feeds; a build without slices has at once. */
  void awaitTakenOver() throws IOException, InterruptedException {
    awaitReady();
    while (health().contains("\"takingOver\":true")) {
      if (!running().isAlive()) {
        throw new IOException("node " + number + " ended, " + LogTail.of(log()));
      }
      Thread.sleep(50);
    }
  }

  boolean isReady() throws InterruptedException {
    HttpResponse<String> answer = get("/health/ready");
    return answer != null && answer.statusCode() == 200;
  }

  /** Returns the response of {@code /health/ready}, or an empty text. */
  String health() throws InterruptedException {
    return body("/health/ready");
  }

  /** Returns the body of a response, or an empty text if there is none. */
  String body(String path) throws InterruptedException {
    HttpResponse<String> answer = get(path);
    return answer == null ? "" : answer.body();
  }

  private @Nullable HttpResponse<String> get(String path) throws InterruptedException {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://" + address + path))
              .timeout(Duration.ofSeconds(3))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException unreachable) {
      return null;
    }
  }

  /** Sends SIGKILL and waits for the end of the process. */
  void kill() throws InterruptedException {
    running().destroyForcibly().waitFor();
  }

  /** Sends SIGTERM and returns the time until the end of the process. */
  Duration terminate() throws IOException, InterruptedException {
    long start = System.nanoTime();
    running().destroy();
    if (!running().waitFor(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      kill();
      throw new IOException(
          "node " + number + " did not stop within " + STOP_TIMEOUT_SECONDS + " s");
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Sends SIGSTOP. */
  void suspend() throws IOException, InterruptedException {
    signal("-STOP");
  }

  /** Sends SIGCONT. */
  void resume() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    MachineState.run(List.of("kill", name, Long.toString(running().pid())));
  }

  void isolate() throws IOException, InterruptedException {
    network.isolate(number, running().pid());
  }

  void heal() throws IOException, InterruptedException {
    network.heal(number, running().pid());
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Returns the file with the output since the first start. */
  private Path log() {
    return folder.resolve("node.log");
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("node " + number + " was not started");
    }
    return process;
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
