package io.feedhorn.bench.queries;

import io.feedhorn.app.ServerProcess;
import io.feedhorn.app.settings.Settings;
import io.feedhorn.observability.ObservabilityFiles;
import io.feedhorn.observability.ObservedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts a server with every part, a cluster of one node, and a Prometheus that scrapes both, and
 * evaluates each query of the dashboard until it has data. Exit code 1 if one has none, or if
 * Prometheus cannot evaluate an alert.
 */
public final class QueriesMain {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long PAUSE_MILLIS = 1_000;

  /** Grafana's variable; it has to contain several scrapes, one each second here. */
  private static final String RATE_INTERVAL = "$__rate_interval";

  private QueriesMain() {}

  /** Argument: {@code --prometheus} with the path of the program; found by its name without it. */
  public static void main(String[] arguments) throws Exception {
    String program = "prometheus";
    for (int i = 0; i < arguments.length; i++) {
      if (!arguments[i].equals("--prometheus") || ++i == arguments.length) {
        System.err.println("the arguments are: --prometheus PATH");
        System.exit(2);
      }
      program = arguments[i];
    }
    Path folder = Files.createTempDirectory("feedhorn-queries");
    ServerProcess node = new ServerProcess(clusterOfOne());
    boolean isFaultless;
    try (ObservedServer server = ObservedServer.start(folder)) {
      int nodePort = URI.create(node.start()).getPort();
      server.subscribe();
      // The metrics of collections appear with the first one.
      System.gc();
      List<String> targets = List.of("127.0.0.1:" + server.port(), "127.0.0.1:" + nodePort);
      try (PrometheusProcess prometheus = new PrometheusProcess(program, folder, targets)) {
        isFaultless = check(prometheus, server);
      }
    } finally {
      node.stop();
    }
    System.exit(isFaultless ? 0 : 1);
  }

  private static Settings clusterOfOne() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    return Settings.builder()
        .port(0)
        .set("cluster.enabled", true)
        .set("cluster.port", port)
        .set("cluster.members", List.of("127.0.0.1:" + port))
        .build();
  }

  private static boolean check(PrometheusProcess prometheus, ObservedServer server)
      throws Exception {
    List<String> empty = queries();
    int number = empty.size();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!empty.isEmpty() && System.nanoTime() < end) {
      server.use();
      List<String> stillEmpty = new ArrayList<>();
      for (String query : empty) {
        if (!prometheus.hasData(query.replace(RATE_INTERVAL, "15s"))) {
          stillEmpty.add(query);
        }
      }
      empty = stillEmpty;
      Thread.sleep(PAUSE_MILLIS);
    }
    empty.forEach(query -> System.out.println("no data: " + query));
    List<String> broken = prometheus.brokenRules();
    broken.forEach(rule -> System.out.println("cannot be evaluated: " + rule));
    System.out.printf(
        "%d of %d queries of the dashboard have data; %d of %d alerts can be evaluated%n",
        number - empty.size(),
        number,
        ObservabilityFiles.alerts().size() - broken.size(),
        ObservabilityFiles.alerts().size());
    return empty.isEmpty() && broken.isEmpty();
  }

  private static List<String> queries() {
    List<String> queries = new ArrayList<>();
    for (Map.Entry<String, List<String>> panel : ObservabilityFiles.dashboardQueries().entrySet()) {
      queries.addAll(panel.getValue());
    }
    return queries;
  }
}
