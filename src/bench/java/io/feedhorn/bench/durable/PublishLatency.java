package io.feedhorn.bench.durable;

import io.feedhorn.durable.DurableServer;
import io.feedhorn.hostile.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures the latency of publishes on a durable feed at a fixed rate, in turns with the time that
 * the disk itself needs for writes at the same rate: a second of each. The server is used for
 * nothing else, and the measurement begins when the JIT compilers of server and load are idle.
 */
public final class PublishLatency {
  private static final int CONNECTIONS = 64;
  private static final int PER_SECOND = 2_000;
  private static final int BURST_SECONDS = 10;
  private static final int MAX_WARM_UPS = 15;

  /** The compilers are idle when they need less than this share of a core at the fixed rate. */
  private static final double IDLE_SHARE = 0.02;

  private static final int IDLE_WARM_UPS = 2;

  private PublishLatency() {}

  /**
   * Arguments: a folder on the disk to be measured, the number of rounds, the seconds of each, the
   * feed, and options of the server's JVM; by default a temporary folder, 5, 10, {@code orders}.
   */
  public static void main(String[] arguments) throws Exception {
    Path parent = Path.of(argument(arguments, 0, System.getProperty("java.io.tmpdir")));
    int rounds = Integer.parseInt(argument(arguments, 1, "5"));
    int seconds = Integer.parseInt(argument(arguments, 2, "10"));
    String feed = argument(arguments, 3, "orders");
    List<String> jvm =
        Arrays.asList(arguments).subList(Math.min(4, arguments.length), arguments.length);
    Path folder = Files.createTempDirectory(parent, "feedhorn-store");
    Map<String, String> settings =
        Map.of(
            "FEEDHORN_FEEDS_ORDERS_HISTORY_SIZE", "100",
            "FEEDHORN_FEEDS_MEMORY_DELIVERY", "every");
    try (ServerProcess server =
            DurableServer.start(folder.resolve("store"), settings, jvm.toArray(String[]::new));
        RateProcess process = new RateProcess()) {
      Load load = new Load(process, server.port(), feed, folder);
      warmUp(load, server.pid());
      OtherWork others =
          new OtherWork(List.of(server.pid(), process.pid(), ProcessHandle.current().pid()));
      CompilerThreads compilers = new CompilerThreads(server.pid());
      compilers.newMillis();
      others.newShare();
      for (int round = 1; round <= rounds; round++) {
        double[] result = load.turns(seconds);
        print(feed, round, result, compilers.newMillis(), others.newShare());
      }
    }
  }

  private static String argument(String[] arguments, int index, String otherwise) {
    return index < arguments.length ? arguments[index] : otherwise;
  }

  /** Publishes at full rate, then at the fixed rate until nothing is compiled any more. */
  private static void warmUp(Load load, long server) throws IOException {
    load.burst();
    CompilerThreads ofServer = new CompilerThreads(server);
    CompilerThreads ofLoad = new CompilerThreads(load.process.pid());
    int idle = 0;
    for (int i = 1; i <= MAX_WARM_UPS && idle < IDLE_WARM_UPS; i++) {
      ofServer.newMillis();
      ofLoad.newMillis();
      long start = System.nanoTime();
      load.turns(1);
      double millis = (System.nanoTime() - start) / 1e6;
      long compiling = ofServer.newMillis() + ofLoad.newMillis();
      idle = compiling < IDLE_SHARE * millis ? idle + 1 : 0;
      System.out.printf(
          Locale.ROOT, "warm-up %d: the compilers use %.2f of a core%n", i, compiling / millis);
    }
  }

  private static void print(
      String feed, int round, double[] result, long compiling, double others) {
    System.out.printf(
        Locale.ROOT,
        "round %d: %s p50 %.2f ms, p99 %.2f ms, longest %.1f ms, answered %.0f, refused %.0f; disk"
            + " p50 %.2f ms, p99 %.2f ms, longest %.1f ms; p99 is %.1f times the disk's p99, %.1f"
            + " times its median; compilers %d ms, other programs %.2f of a core%n",
        round,
        feed,
        result[0],
        result[1],
        result[2],
        result[3],
        result[8],
        result[4],
        result[5],
        result[6],
        result[1] / result[5],
        result[1] / result[4],
        compiling,
        others);
  }

  /** The load of one server. */
  private record Load(RateProcess process, int port, String feed, Path folder) {
    void burst() throws IOException {
      process.execute("burst %d %s %d %d".formatted(port, feed, CONNECTIONS, BURST_SECONDS));
    }

    double[] turns(int seconds) throws IOException {
      return process.execute(
          "turns %d %s %d %d %d %s"
              .formatted(port, feed, CONNECTIONS, PER_SECOND, seconds, folder));
    }
  }
}
