package io.feedhorn.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that was started, on a port of its own. */
final class ServerUnderBench implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int QUIET_MILLIS = 200;
  private static final double QUIET_SHARE = 0.05;
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

  private final Process process;
  private final int port;

  private ServerUnderBench(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts a server and waits until it listens. Tries twice: a free port may be taken by then. */
  static ServerUnderBench start(Server server, BenchDirectory shop, List<String> jvm)
      throws Exception {
    try {
      return startOnce(server, shop, jvm);
    } catch (IOException once) {
      return startOnce(server, shop, jvm);
    }
  }

  private static ServerUnderBench startOnce(Server server, BenchDirectory shop, List<String> jvm)
      throws Exception {
    int port = Ports.free();
    String name = server.name().toLowerCase(Locale.ROOT);
    Path folder =
        server.name().startsWith("WS") || server == Server.SOCKET_IO
            ? shop.folder("js")
            : shop.folder(name);
    List<String> command = Machine.onServerCore(server.command(shop, port, jvm));
    Path log = folder.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(server.environment(port));
    ServerUnderBench running = new ServerUnderBench(builder.start(), port);
    running.awaitPort(name, log, shop);
    return running;
  }

  int port() {
    return port;
  }

  /** The processes that it consists of. */
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
    List<String> ask =
        List.of(Machine.java("jcmd"), Long.toString(process.pid()), "GC.class_histogram");
    Matcher total = TOTAL.matcher(Tool.run(Path.of("."), ask));
    if (!total.find()) {
      throw new IOException("jcmd told no total");
    }
    return Long.parseLong(total.group(1));
  }

  /** Memory outside the heap that Feedhorn's buffers take, by its own metrics. */
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

  /** Waits until the server does next to nothing; whether it came to that. */
  boolean settle() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (System.nanoTime() < deadline) {
      long before = ProcStat.cpuNanos(pids());
      Thread.sleep(QUIET_MILLIS);
      if (ProcStat.cpuNanos(pids()) - before <= QUIET_SHARE * QUIET_MILLIS * 1e6) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    Processes.end(process);
  }

  private void awaitPort(String name, Path log, BenchDirectory shop)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!Ports.isOpen(port)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        close();
        throw new IOException(name + " did not start, see " + shop.root().relativize(log));
      }
      Thread.sleep(50);
    }
  }
}
