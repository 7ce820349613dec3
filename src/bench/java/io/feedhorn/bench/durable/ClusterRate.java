package io.feedhorn.bench.durable;

import io.feedhorn.bench.ProcStat;
import io.feedhorn.hostile.ServerProcess;
import io.feedhorn.transport.FreePorts;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Measures answered publishes on a durable feed and on one in memory, of the same cluster of three
 * processes in turns. The connections are spread over the nodes.
 */
public final class ClusterRate {
  private static final int NODES = 3;
  private static final int CONNECTIONS = 48;
  private static final int[] IN_FLIGHT = {1, 16};
  private static final int ROUNDS = 3;
  private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(90);

  private ClusterRate() {}

  /** Arguments: a folder for the stores, and seconds; none for a temporary one and 3. */
  public static void main(String[] arguments) throws Exception {
    Path parent =
        Path.of(arguments.length > 0 ? arguments[0] : System.getProperty("java.io.tmpdir"));
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    Path folder = Files.createTempDirectory(parent, "feedhorn-stores");
    Vertx vertx = Vertx.vertx();
    List<ServerProcess> nodes = start(folder);
    try (PublishLoad load =
        new PublishLoad(vertx, nodes.stream().map(ServerProcess::port).toList())) {
      for (ServerProcess node : nodes) {
        awaitReady(node);
      }
      // The first round lets the JIT settle, and does not count.
      for (int round = 0; round <= ROUNDS; round++) {
        for (int inFlight : IN_FLIGHT) {
          measure(nodes, load, round, inFlight, seconds);
        }
      }
    } finally {
      nodes.forEach(ServerProcess::close);
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  private static List<ServerProcess> start(Path folder) {
    List<Integer> ports = Stream.generate(FreePorts::next).limit(NODES).toList();
    String members =
        ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    List<CompletableFuture<ServerProcess>> starting = new ArrayList<>();
    for (int port : ports) {
      Map<String, String> settings =
          new HashMap<>(
              Map.of(
                  "FEEDHORN_CLUSTER_ENABLED", "true",
                  "FEEDHORN_CLUSTER_PORT", Integer.toString(port),
                  "FEEDHORN_CLUSTER_MEMBERS", members,
                  "FEEDHORN_STORE_PATH", folder.resolve("store" + port).toString(),
                  "FEEDHORN_FEEDS_ORDERS_DURABLE", "true",
                  "FEEDHORN_FEEDS_ORDERS_DELIVERY", "every",
                  "FEEDHORN_FEEDS_ORDERS_HISTORY_SIZE", "100",
                  "FEEDHORN_FEEDS_MEMORY_DELIVERY", "every"));
      starting.add(CompletableFuture.supplyAsync(() -> ServerProcess.start(settings, "-Xmx400m")));
    }
    return starting.stream().map(CompletableFuture::join).toList();
  }

  private static void awaitReady(ServerProcess node) throws InterruptedException {
    long deadline = System.nanoTime() + READY_NANOS;
    while (!node.get("/health/ready").contains("\"outcome\":\"UP\"")) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("a node is not ready: " + node.get("/health/ready"));
      }
      Thread.sleep(100);
    }
  }

  /** A window, with the CPU time of all nodes for one answered publish. */
  private record Rate(PublishLoad.Window window, double cpuMicros) {
    static Rate of(
        List<ServerProcess> nodes, PublishLoad load, String feed, int inFlight, int seconds)
        throws Exception {
      List<Long> pids = nodes.stream().map(ServerProcess::pid).toList();
      long cpu = ProcStat.cpuNanos(pids);
      long answered = load.answered();
      PublishLoad.Window window = load.run(feed, CONNECTIONS, inFlight, seconds);
      double publishes = Math.max(1, load.answered() - answered);
      return new Rate(window, (ProcStat.cpuNanos(pids) - cpu) / publishes / 1e3);
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%s, CPU %.0f µs each", window, cpuMicros);
    }
  }

  private static void measure(
      List<ServerProcess> nodes, PublishLoad load, int round, int inFlight, int seconds)
      throws Exception {
    Rate memory = Rate.of(nodes, load, "memory", inFlight, seconds);
    Rate durable = Rate.of(nodes, load, "orders", inFlight, seconds);
    System.out.printf(
        Locale.ROOT,
        "%s%d connections, %d in flight each: in memory %s; durable %s; ratio %.2f%n",
        round == 0 ? "(warm-up) " : "",
        CONNECTIONS,
        inFlight,
        memory,
        durable,
        durable.window().perSecond() / memory.window().perSecond());
  }
}
