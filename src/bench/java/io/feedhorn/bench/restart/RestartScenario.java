package io.feedhorn.bench.restart;

import io.feedhorn.hostile.ServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;

/**
 * Stops a server while thousands of readers are connected, starts another one on its port, and
 * waits until all readers have reconnected. Exits with 1 if updates were lost or out of order, or
 * if the server reported an internal error.
 */
public final class RestartScenario {
  static final String TOPIC = "restart.a";
  private static final Duration AWAIT_TIMEOUT = Duration.ofMinutes(3);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(12);
  private static final long OBSERVATION_MILLIS = 5_000;

  private RestartScenario() {}

  /** Arguments: readers and updates per second; without arguments 10,000 and 2. */
  public static void main(String[] given) throws Exception {
    String[] arguments = given.length == 0 ? new String[] {"10000", "2"} : given;
    if (arguments.length != 2) {
      throw new IllegalArgumentException("arguments: readers and updates per second, or none");
    }
    System.exit(passes(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1])) ? 0 : 1);
  }

  private static boolean passes(int count, int rate) throws Exception {
    RestartStats stats = new RestartStats();
    ServerProcess first = ServerProcess.start(Map.of());
    int port = first.port();
    RestartPublisher source = new RestartPublisher(port, rate);
    try (ReaderLoop readers = new ReaderLoop(port, count, stats)) {
      readers.start();
      source.start();
      await("all readers are connected", () -> stats.liveCount() >= count);
      Thread.sleep(OBSERVATION_MILLIS);
      print("before: %s", stats.summary());
      print("before: %s", lagAndRefusals(first));
      stats.reset();

      long stopped = System.nanoTime();
      first.signal("TERM");
      int code = first.exitCode(STOP_TIMEOUT);
      print("exit code %d after %.1f s", code, secondsSince(stopped));
      try (ServerProcess second =
          ServerProcess.start(Map.of("FEEDHORN_HTTP_PORT", Integer.toString(port)))) {
        long ready = System.nanoTime();
        await("all readers are reconnected", () -> stats.liveCount() >= count);
        print("the second server was ready %.1f s after the stop began", (ready - stopped) / 1e9);
        print(
            "reconnected after the second server was ready: half %.2f s, 99 %% %.2f s, all %.2f s;"
                + " after the stop began: all %.2f s",
            stats.liveAfter(ready, 50),
            stats.liveAfter(ready, 99),
            stats.liveAfter(ready, 100),
            stats.liveAfter(stopped, 100));
        Thread.sleep(OBSERVATION_MILLIS);
        source.stopAndJoin();
        await(
            "all readers have the newest update",
            () -> minimum(readers, ReconnectingReader::lastOffset) == source.accepted());
        print("after: %s", stats.summary());
        print("after: %s", lagAndRefusals(second));
        print("refused publishes: %s", source.refused());
        long lost =
            source.acceptedBefore() - minimum(readers, ReconnectingReader::lastOffsetBefore);
        print(
            "accepted before the stop %d, after it %d; not delivered before the stop, worst"
                + " reader: %d",
            source.acceptedBefore(), source.accepted(), lost);
        List<String> faults = stats.faults();
        faults.stream().limit(10).forEach(System.out::println);
        boolean serverFault = stats.summary().contains("500=") || second.log().contains("ERROR");
        return faults.isEmpty() && lost == 0 && !serverFault;
      }
    } finally {
      first.close();
    }
  }

  private static long minimum(ReaderLoop readers, ToLongFunction<ReconnectingReader> of) {
    return readers.all().stream().mapToLong(of).min().orElse(0);
  }

  private static String lagAndRefusals(ServerProcess server) {
    return String.join(
        ", ",
        server
            .get("/metrics")
            .lines()
            .filter(
                line ->
                    line.startsWith("feedhorn_event_loop_lag_seconds_max")
                        || line.startsWith("feedhorn_refused_total"))
            .toList());
  }

  private static void await(String condition, BooleanSupplier done) throws InterruptedException {
    long deadline = System.nanoTime() + AWAIT_TIMEOUT.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("%s: not within %s".formatted(condition, AWAIT_TIMEOUT));
      }
      Thread.sleep(20);
    }
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }
}
