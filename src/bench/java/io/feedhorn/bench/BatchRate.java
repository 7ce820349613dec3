package io.feedhorn.bench;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Publishes batches of NDJSON on several builds in turns, and prints the publishes a second and the
 * CPU time of the server for each publish. Arguments: the jars; without any {@code
 * target/feedhorn.jar}.
 */
final class BatchRate {
  private static final int[] LINES = {1, 100, 1_000};
  private static final int CONNECTIONS = 4;
  private static final int ROUNDS = 3;
  private static final long WARM_UP_MILLIS = 3_000;
  private static final long WINDOW_MILLIS = 5_000;
  private static final String READY = " ready on ";

  private BatchRate() {}

  /** A server of one build, with one event loop for clients. */
  private record Build(Path jar, int port, Process process) {
    static Build start(Path jar) throws IOException {
      int port = Ports.free();
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      ProcessBuilder builder =
          new ProcessBuilder(java, "-jar", jar.toAbsolutePath().toString(), "serve")
              .redirectError(ProcessBuilder.Redirect.DISCARD);
      builder
          .environment()
          .putAll(
              Map.of(
                  "FEEDHORN_HTTP_PORT", Integer.toString(port),
                  "FEEDHORN_HTTP_EVENT_LOOPS", "1",
                  "FEEDHORN_DEMO_ENABLED", "false"));
      Process process = builder.start();
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.contains(READY)) {
          return new Build(jar, port, process);
        }
      }
      throw new IOException(jar + " did not start");
    }

    long cpuNanos() {
      return ProcStat.cpuNanos(List.of(process.pid()));
    }
  }

  public static void main(String[] arguments) throws Exception {
    List<String> jars = arguments.length == 0 ? List.of("target/feedhorn.jar") : List.of(arguments);
    List<Build> builds = new ArrayList<>();
    try {
      for (String jar : jars) {
        builds.add(Build.start(Path.of(jar)));
      }
      System.out.println("| build | lines | publishes/s | µs CPU per publish |");
      System.out.println("|---|---:|---:|---:|");
      // The first round is for the compilers and does not count.
      for (int round = 0; round <= ROUNDS; round++) {
        for (int lines : LINES) {
          for (Build build : builds) {
            measure(build, lines, round > 0);
          }
        }
      }
    } finally {
      builds.forEach(build -> build.process.destroy());
    }
  }

  private static void measure(Build build, int lines, boolean counts) throws Exception {
    LongAdder published = new LongAdder();
    AtomicBoolean running = new AtomicBoolean(true);
    List<Thread> connections = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      byte[] request = request(lines);
      Thread connection = new Thread(() -> publish(build, request, lines, running, published));
      connection.start();
      connections.add(connection);
    }
    Thread.sleep(WARM_UP_MILLIS);
    long cpu = build.cpuNanos();
    long count = published.sum();
    long begin = System.nanoTime();
    Thread.sleep(WINDOW_MILLIS);
    cpu = build.cpuNanos() - cpu;
    count = published.sum() - count;
    double seconds = (System.nanoTime() - begin) / 1e9;
    running.set(false);
    for (Thread connection : connections) {
      connection.join();
    }
    if (counts) {
      System.out.printf(
          "| %s | %,d | %,.0f | %.2f |%n",
          build.jar.getFileName(), lines, count / seconds, cpu / 1e3 / Math.max(1, count));
    }
  }

  private static byte[] request(int lines) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      body.append(
          "{\"topic\":\"batch.t%d\",\"data\":{\"seq\":%d,\"price\":%d.25,\"size\":100,\"text\":\"an update of about one hundred\"}}%n"
              .formatted(i % 20, i, 1_000 + i));
    }
    return ("POST /v1/publish HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void publish(
      Build build, byte[] request, int lines, AtomicBoolean running, LongAdder published) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), build.port)) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      HttpBodies answers = new HttpBodies(socket.getInputStream());
      while (running.get()) {
        out.write(request);
        int refused = answers.next();
        if (refused > 0) {
          throw new IllegalStateException(refused + " lines were refused");
        }
        published.add(lines);
      }
    } catch (IOException failure) {
      throw new IllegalStateException("The connection to the server failed", failure);
    }
  }

  /** The answers of one connection, of which only the refusals are counted. */
  private static final class HttpBodies {
    private static final String LENGTH = "content-length: ";
    private static final byte[] REFUSED = "\"status\":".getBytes(StandardCharsets.UTF_8);

    private final InputStream in;

    HttpBodies(InputStream in) {
      this.in = new BufferedInputStream(in, 256 * 1024);
    }

    /** Reads an answer, and returns the number of refused lines. */
    int next() throws IOException {
      int length = 0;
      for (String line = line(); !line.isEmpty(); line = line()) {
        if (line.startsWith(LENGTH)) {
          length = Integer.parseInt(line.substring(LENGTH.length()).strip());
        }
      }
      byte[] body = in.readNBytes(length);
      int refused = 0;
      for (int i = 0; i + REFUSED.length <= body.length; i++) {
        refused += body[i] == '"' && isRefusal(body, i) ? 1 : 0;
      }
      return refused;
    }

    private static boolean isRefusal(byte[] body, int at) {
      return Arrays.equals(body, at, at + REFUSED.length, REFUSED, 0, REFUSED.length);
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          throw new IOException("The server has closed the connection");
        }
        line.append((char) b);
      }
      return line.toString().strip();
    }
  }
}
