package io.feedhorn.bench.sources;

import io.feedhorn.bench.ProcStat;
import io.feedhorn.source.Broker;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets the sources of several builds publish the same messages in turns, and prints the publishes a
 * second and the CPU time of the server for each publish. The broker has all messages before.
 */
public final class SourceRate {
  private static final int MESSAGES = 600_000;
  private static final int ROUNDS = 3;
  private static final int CHUNK = 1_000;
  private static final long PAUSE_NANOS = 20_000_000;
  private static final long MAX_NANOS = Duration.ofMinutes(3).toNanos();
  private static final String PREFIX = "FEEDHORN_SOURCES_TEST_";
  private static final String STDIN = "stdin";

  private final List<String> jars;
  private final int messages;
  private final int rounds;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private int runs;

  private SourceRate(List<String> jars, int messages, int rounds) {
    this.jars = jars;
    this.messages = messages;
    this.rounds = rounds;
  }

  /**
   * Arguments: jars, and types of sources: {@code stdin} or those of {@link SourcesMain}; {@code
   * --messages} and {@code --rounds}.
   */
  public static void main(String[] arguments) throws Exception {
    List<String> jars = new ArrayList<>();
    List<String> types = new ArrayList<>();
    int messages = MESSAGES;
    int rounds = ROUNDS;
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--messages" -> messages = SourcesMain.number(arguments, ++i);
        case "--rounds" -> rounds = SourcesMain.number(arguments, ++i);
        case STDIN -> types.add(STDIN);
        default -> {
          boolean isJar = arguments[i].endsWith(".jar");
          (isJar ? jars : types).add(isJar ? arguments[i] : SourcesMain.known(arguments[i]));
        }
      }
    }
    SourceRate rate =
        new SourceRate(jars.isEmpty() ? List.of("target/feedhorn.jar") : jars, messages, rounds);
    System.out.println("| build | source | publishes/s | µs CPU per publish |");
    System.out.println("|---|---|---:|---:|");
    for (String type : types.isEmpty() ? List.of(STDIN) : types) {
      rate.measure(type);
    }
  }

  private void measure(String type) throws Exception {
    if (type.equals(STDIN)) {
      for (int run = 0; run < rounds * jars.size(); run++) {
        String jar = jars.get(run % jars.size());
        run(jar, type, Map.of("TYPE", STDIN, "TOPIC", "n.${topic}", "DATA", "data"), false);
      }
      return;
    }
    Path folder = Files.createTempDirectory("feedhorn-sources");
    try (NumberedUpstream upstream = SourcesMain.start(type, folder)) {
      int sent = 0;
      for (int round = 0; round < rounds; round++) {
        for (String jar : jars) {
          if (sent == 0 || upstream.isConsumed()) {
            fill(upstream, sent, sent + messages);
            sent += messages;
          }
          run(jar, type, upstream.source(), !upstream.isConsumed());
        }
      }
    }
  }

  private static void fill(NumberedUpstream upstream, int from, int to) throws Exception {
    for (int begin = from; begin < to; begin += CHUNK) {
      upstream.send(begin, Math.min(to, begin + CHUNK));
    }
  }

  /** Measures the last two thirds of the messages; the others are for the compilers. */
  private void run(String jar, String type, Map<String, String> source, boolean newGroup)
      throws Exception {
    int port = Broker.freePort();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(java, "-jar", Path.of(jar).toAbsolutePath().toString(), "serve")
            .directory(Files.createTempDirectory("feedhorn").toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    Map<String, String> environment = builder.environment();
    environment.put("FEEDHORN_HTTP_PORT", Integer.toString(port));
    environment.put("FEEDHORN_HTTP_EVENT_LOOPS", "1");
    environment.put("FEEDHORN_DEMO_ENABLED", "false");
    source.forEach((key, value) -> environment.put(PREFIX + key, value));
    if (newGroup) {
      environment.put(PREFIX + "GROUP", "group-" + ++runs);
    }
    Process server = builder.start();
    try {
      if (type.equals(STDIN)) {
        Thread writer = new Thread(() -> write(server.getOutputStream()), "writer");
        writer.setDaemon(true);
        writer.start();
      }
      long first = awaitPublished(server, port, messages / 3);
      long begin = System.nanoTime();
      long cpu = ProcStat.cpuNanos(List.of(server.pid()));
      long count = awaitPublished(server, port, messages) - first;
      cpu = ProcStat.cpuNanos(List.of(server.pid())) - cpu;
      double seconds = (System.nanoTime() - begin) / 1e9;
      System.out.printf(
          "| %s | %s | %,.0f | %.2f |%n",
          Path.of(jar).getFileName(), type, count / seconds, cpu / 1e3 / count);
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  private void write(OutputStream input) {
    try (OutputStream out = new BufferedOutputStream(input, 64 * 1024)) {
      for (int i = 0; i < messages; i++) {
        String line =
            "{\"topic\":\"t%d\",\"data\":{\"seq\":%d,\"price\":%d.25,\"size\":100,\"text\":\"an update of about one hundred\"}}%n"
                .formatted(i % 20, i, 1_000 + i);
        out.write(line.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException ended) {
      // The server has been stopped.
    }
  }

  /** Waits until so many updates are published. Returns their number. */
  private long awaitPublished(Process server, int port, long number) throws Exception {
    long end = System.nanoTime() + MAX_NANOS;
    long published = 0;
    while (published < number) {
      if (!server.isAlive() || System.nanoTime() > end) {
        throw new IllegalStateException(published + " of " + number + " updates are published");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
      published = published(port);
    }
    return published;
  }

  private long published(int port) throws InterruptedException {
    try {
      URI uri = URI.create("http://127.0.0.1:" + port + "/metrics");
      String metrics =
          http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
      return metrics
          .lines()
          .filter(line -> line.startsWith("feedhorn_published_total{feed=\"n\"}"))
          .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    } catch (IOException notReady) {
      return 0;
    }
  }
}
