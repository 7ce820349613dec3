package io.feedhorn.bench;

import io.feedhorn.bench.load.Command;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The same load three times: with all readers reading, with some that stopped, and with those gone
 * on. What the others notice of it, what the server keeps, and what was said in advance that it
 * would.
 *
 * @param usual how much of what, but for {@code --readers}
 * @param part which part of the readers stops
 * @param stallSeconds for how long, and how long the window before is; after two heartbeats whom
 *     nothing is heard of is cut off
 */
record StalledReadersScenario(Peer peer, Workload usual, double part, double stallSeconds)
    implements Scenario {
  private static final double MIB = 1024 * 1024;

  @Override
  public void measure(Testbed bed, Results results) throws Exception {
    if (bed.available(List.of(peer), results).isEmpty()) {
      return;
    }
    Workload shape = usual.readBy(bed.options.readers());
    int stalled = (int) Math.round(shape.subscribers() * part);
    for (int round = 1; round <= bed.options.runs(); round++) {
      ServerUnderBench server = bed.server(peer.server);
      try {
        RateScenario.open(bed, server, peer, shape, stalled);
        bed.load.ask("publish rate=" + shape.rate());
        RateScenario.seconds(bed, server, bed.options.settleSeconds());
        Measurement before = phase(bed, server, shape, 0, "before", round, stallSeconds);
        // The collection that the heap was measured by is none of the next window's business.
        RateScenario.seconds(bed, server, bed.options.warmUpSeconds());
        bed.load.ask("stall count=" + stalled);
        Measurement during = phase(bed, server, shape, stalled, "stalled", round, stallSeconds);
        bed.load.ask("resume count=" + stalled);
        RateScenario.seconds(bed, server, bed.options.warmUpSeconds());
        Measurement after = phase(bed, server, shape, 0, "after", round, bed.options.seconds());
        results.rows().addAll(List.of(before, during, after));
        System.out.printf(
            "the others' latency, stalled / before: p50 %.2f p99 %.2f%n",
            during.value("p50") / before.value("p50"), during.value("p99") / before.value("p99"));
      } finally {
        bed.load.ask("close");
      }
    }
  }

  private Measurement phase(
      Testbed bed,
      ServerUnderBench server,
      Workload shape,
      int stalled,
      String phase,
      int round,
      double seconds)
      throws Exception {
    Command window = RateScenario.seconds(bed, server, seconds);
    Map<String, Double> values =
        new LinkedHashMap<>(RateScenario.row(peer, shape, round, window).values());
    values.put("heap", server.liveHeapBytes() / MIB);
    values.put("direct", server.directBytes() / MIB);
    values.put("resident", server.residentBytes() / MIB);
    values.put("said", saidBytes(shape, stalled, round) / MIB);
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
  private static double saidBytes(Workload shape, int stalled, int round) {
    double connections = shape.subscribers() * (9 * 1024 + 300.0 * shape.each());
    double lagging = 250.0 * stalled * shape.each();
    double history = round * shape.topics() * 100 * (300.0 + 120);
    return 24 * MIB + connections + lagging + history;
  }
}
