package io.feedhorn.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A running server process that is measured. It listens on a free port. */
final class MeasuredServer implements AutoCloseable {
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int IDLE_SAMPLE_MILLIS = 200;
  private static final double MAX_IDLE_CPU_SHARE = 0.05;
  private static final Pattern HISTOGRAM_TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

  private static final String READY_LINE = " ready on ";
  private static final int POLL_MILLIS = 2;

  private final Process process;
  private final int port;
  private final long startedNanos = System.nanoTime();
  private double readySeconds;

  private MeasuredServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts a server and waits until it listens. Tries twice, because another process may take the
   * free port first.
   */
  static MeasuredServer start(Server server, BenchDirectory directory, List<String> jvm)
      throws Exception {
    try {
      return startOnce(server, directory, jvm);
    } catch (IOException firstFailure) {
      return startOnce(server, directory, jvm);
    }
  }

  private static MeasuredServer startOnce(Server server, BenchDirectory directory, List<String> jvm)
      throws Exception {
    int port = Ports.free();
    String name = server.name().toLowerCase(Locale.ROOT);
    Path folder =
        server.name().startsWith("WS") || server == Server.SOCKET_IO
            ? directory.folder("js")
            : directory.folder(name);
    List<String> command = Machine.onServerCore(server.command(directory, port, jvm));
    Path log = folder.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(server.environment(port));
    MeasuredServer running = new MeasuredServer(builder.start(), port);
    running.awaitReady(server, log, directory);
    return running;
  }

  int port() {
    return port;
  }

  /** Returns the time from the start of the process until it was ready, in seconds. */
  double readySeconds() {
    return readySeconds;
  }

  /** Returns the server's process and its child processes. */
  List<Long> pids() {
    List<Long> pids = new ArrayList<>();
    pids.add(process.pid());
    process.descendants().forEach(child -> pids.add(child.pid()));
    return pids;
  }

  long residentBytes() {
    return ProcStat.residentBytes(pids());
  }

  /** Returns the bytes of live objects on the heap of a JVM, after a collection. */
  long liveHeapBytes() throws IOException, InterruptedException {
    List<String> histogram =
        List.of(Machine.java("jcmd"), Long.toString(process.pid()), "GC.class_histogram");
    Matcher total = HISTOGRAM_TOTAL.matcher(Programs.run(Path.of("."), histogram));
    if (!total.find()) {
      throw new IOException("the class histogram of jcmd contains no total");
    }
    return Long.parseLong(total.group(1));
  }

  /** Returns the bytes of Feedhorn's direct buffers, from its metrics. */
  double directBytes() throws IOException, InterruptedException {
    HttpRequest metrics =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
    return HttpClient.newHttpClient()
        .send(metrics, BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith("jvm_buffer_memory_used_bytes{id=\"direct\"}"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Waits until the server uses almost no CPU. Returns false if it does not within the timeout. */
  boolean awaitIdle() throws InterruptedException {
    long deadline = System.nanoTime() + TIMEOUT_NANOS;
    while (System.nanoTime() < deadline) {
      long before = ProcStat.cpuNanos(pids());
      Thread.sleep(IDLE_SAMPLE_MILLIS);
      if (ProcStat.cpuNanos(pids()) - before <= MAX_IDLE_CPU_SHARE * IDLE_SAMPLE_MILLIS * 1e6) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    Processes.awaitExitOrKill(process);
  }

  private void awaitReady(Server server, Path log, BenchDirectory directory)
      throws IOException, InterruptedException {
    while (!(server.isFeedhorn()
        ? Files.readString(log).contains(READY_LINE)
        : Ports.isOpen(port))) {
      if (!process.isAlive() || System.nanoTime() - startedNanos > TIMEOUT_NANOS) {
        close();
        throw new IOException(
            server + " did not start; its output is in " + directory.root().relativize(log));
      }
      Thread.sleep(POLL_MILLIS);
    }
    readySeconds = (System.nanoTime() - startedNanos) / 1e9;
  }
}
