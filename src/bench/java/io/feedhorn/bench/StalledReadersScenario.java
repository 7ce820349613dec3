package io.feedhorn.bench;

import io.feedhorn.bench.load.LoadMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the effect of stalled readers in three windows with the same load: before some readers
 * stop reading, while they are stopped, and after they continue. The figures are the latency of the
 * other readers and the memory of the server, with the bound that the documentation gives.
 *
 * @param defaultWorkload the load, if {@code --readers} is not given
 * @param stalledShare the share of the readers that stop, 0 to 1
 * @param stallSeconds the length of the first two windows; less than two heartbeat intervals, after
 *     which the server disconnects a stalled reader
 */
record StalledReadersScenario(
    Peer peer, Workload defaultWorkload, double stalledShare, double stallSeconds)
    implements Scenario {
  private static final double MIB = 1024 * 1024;

  @Override
  public void measure(Testbed testbed, Results results) throws Exception {
    if (testbed.available(List.of(peer), results).isEmpty()) {
      return;
    }
    Workload workload = defaultWorkload.withSubscribers(testbed.options.readers());
    int stalled = (int) Math.round(workload.subscribers() * stalledShare);
    for (int round = 1; round <= testbed.options.rounds(); round++) {
      MeasuredServer server = testbed.server(peer.server);
      try {
        RateScenario.openSubscribers(testbed, server, peer, workload, stalled);
        testbed.load.execute("publish rate=" + workload.rate());
        RateScenario.measureSeconds(testbed, server, testbed.options.settleSeconds());
        Measurement before =
            measurePhase(testbed, server, workload, 0, "before", round, stallSeconds);
        // Keeps the collection that measured the heap out of the next window.
        RateScenario.measureSeconds(testbed, server, testbed.options.warmUpSeconds());
        testbed.load.execute("stall count=" + stalled);
        Measurement during =
            measurePhase(testbed, server, workload, stalled, "stalled", round, stallSeconds);
        testbed.load.execute("resume count=" + stalled);
        RateScenario.measureSeconds(testbed, server, testbed.options.warmUpSeconds());
        Measurement after =
            measurePhase(testbed, server, workload, 0, "after", round, testbed.options.seconds());
        results.rows().addAll(List.of(before, during, after));
        System.out.printf(
            "latency of the other readers, stalled / before: p50 %.2f p99 %.2f%n",
            during.value("p50") / before.value("p50"), during.value("p99") / before.value("p99"));
      } finally {
        testbed.load.execute("close");
      }
    }
  }

  private Measurement measurePhase(
      Testbed testbed,
      MeasuredServer server,
      Workload workload,
      int stalled,
      String phase,
      int round,
      double seconds)
      throws Exception {
    LoadMessage figures = RateScenario.measureSeconds(testbed, server, seconds);
    Map<String, Double> values =
        new LinkedHashMap<>(RateScenario.row(peer, workload, round, figures).values());
    values.put("heap", server.liveHeapBytes() / MIB);
    values.put("direct", server.directBytes() / MIB);
    values.put("resident", server.residentBytes() / MIB);
    values.put("bound", documentedHeapBytes(workload, stalled, round) / MIB);
    Measurement row = new Measurement(peer.id, phase, round, values);
    System.out.printf(
        "%-10s run %d  %8.0f/s  p50 %.2f p99 %.2f max %.2f ms  missed %.0f skipped %.0f"
            + "  heap %.1f (bound %.1f), direct %.1f, resident %.0f MiB%n",
        phase,
        round,
        row.value("delivered"),
        row.value("p50"),
        row.value("p99"),
        row.value("max"),
        row.value("missed"),
        row.value("skipped"),
        row.value("heap"),
        row.value("bound"),
        row.value("direct"),
        row.value("resident"));
    return row;
  }

  /**
   * Returns the bound on the live heap that docs/operating.md gives. Each round uses new topics,
   * and the server retains those of the earlier rounds.
   */
  private static double documentedHeapBytes(Workload workload, int stalled, int round) {
    double connections =
        workload.subscribers() * (9 * 1024 + 300.0 * workload.topicsPerSubscriber());
    double lagging = 250.0 * stalled * workload.topicsPerSubscriber();
    double history = round * workload.topics() * 100 * (300.0 + 120);
    return 24 * MIB + connections + lagging + history;
  }
}
