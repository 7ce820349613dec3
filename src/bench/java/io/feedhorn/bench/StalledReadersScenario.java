package io.feedhorn.bench;

import io.feedhorn.bench.load.LoadMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The same load three times: with all readers reading, with some that stopped, and with those gone
 * on. What the others notice of it, what the server keeps, and what was said in advance that it
 * would.
 *
 * @param defaultWorkload how much of what, but for {@code --readers}
 * @param stalledShare which part of the readers stops
 * @param stallSeconds for how long, and how long the window before is; after two heartbeats whom
 *     nothing is heard of is cut off
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
    for (int round = 1; round <= testbed.options.runs(); round++) {
      MeasuredServer server = testbed.server(peer.server);
      try {
        RateScenario.openSubscribers(testbed, server, peer, workload, stalled);
        testbed.load.execute("publish rate=" + workload.rate());
        RateScenario.measureSeconds(testbed, server, testbed.options.settleSeconds());
        Measurement before =
            measurePhase(testbed, server, workload, 0, "before", round, stallSeconds);
        // The collection that the heap was measured by is none of the next window's business.
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
            "the others' latency, stalled / before: p50 %.2f p99 %.2f%n",
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
    values.put("said", documentedHeapBytes(workload, stalled, round) / MIB);
    Measurement row = new Measurement(peer.id, phase, round, values);
    System.out.printf(
        "%-10s run %d  %8.0f/s  p50 %.2f p99 %.2f max %.2f ms  missed %.0f skipped %.0f"
            + "  heap %.1f of %.1f said, direct %.1f, resident %.0f MiB%n",
        phase,
        round,
        row.value("got"),
        row.value("p50"),
        row.value("p99"),
        row.value("max"),
        row.value("missed"),
        row.value("skipped"),
        row.value("heap"),
        row.value("said"),
        row.value("direct"),
        row.value("resident"));
    return row;
  }

  /**
   * The bound on the heap after a collection, as docs/operating.md says it. Each round has topics
   * of its own, and the server keeps those of the rounds before.
   */
  private static double documentedHeapBytes(Workload workload, int stalled, int round) {
    double connections =
        workload.subscribers() * (9 * 1024 + 300.0 * workload.topicsPerSubscriber());
    double lagging = 250.0 * stalled * workload.topicsPerSubscriber();
    double history = round * workload.topics() * 100 * (300.0 + 120);
    return 24 * MIB + connections + lagging + history;
  }
}
