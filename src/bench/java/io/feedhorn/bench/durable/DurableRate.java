package io.feedhorn.bench.durable;

import io.feedhorn.durable.DurableServer;
import io.feedhorn.hostile.ServerProcess;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Measures answered publishes on a durable feed and on one in memory, of the same server in turns,
 * beside the time that the disk itself needs to force a write.
 */
public final class DurableRate {
  private static final int CONNECTIONS = 64;
  private static final int[] IN_FLIGHT = {1, 16};
  private static final int ROUNDS = 3;
  private static final int FORCES = 500;

  private DurableRate() {}

  /**
   * Arguments: a folder on the disk to be measured, and seconds; none for a temporary one and 5.
   */
  public static void main(String[] arguments) throws Exception {
    Path parent =
        arguments.length > 0
            ? Path.of(arguments[0])
            : Path.of(System.getProperty("java.io.tmpdir"));
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    Path folder = Files.createTempDirectory(parent, "feedhorn-store");
    Vertx vertx = Vertx.vertx();
    Map<String, String> history =
        Map.of(
            "FEEDHORN_FEEDS_ORDERS_HISTORY_SIZE", "100",
            "FEEDHORN_FEEDS_MEMORY_DELIVERY", "every");
    try (ServerProcess server = DurableServer.start(folder.resolve("store"), history);
        PublishLoad load = new PublishLoad(vertx, List.of(server.port()))) {
      // The first round lets the JIT settle, and does not count.
      for (int round = 0; round <= ROUNDS; round++) {
        for (int inFlight : IN_FLIGHT) {
          measure(load, folder, round, inFlight, seconds);
        }
      }
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  private static void measure(PublishLoad load, Path folder, int round, int inFlight, int seconds)
      throws Exception {
    DiskForce disk = DiskForce.measure(folder, FORCES);
    PublishLoad.Window memory = load.run("memory", CONNECTIONS, inFlight, seconds);
    PublishLoad.Window durable = load.run("orders", CONNECTIONS, inFlight, seconds);
    System.out.printf(
        Locale.ROOT,
        "%s%d connections, %d in flight each: in memory %s; durable %s; ratio %.2f; disk %s;"
            + " p99 is %.1f times the disk's%n",
        round == 0 ? "(warm-up) " : "",
        CONNECTIONS,
        inFlight,
        memory,
        durable,
        durable.perSecond() / memory.perSecond(),
        disk,
        durable.p99Millis() / disk.p99Millis());
  }
}
