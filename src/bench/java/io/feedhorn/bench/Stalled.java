package io.feedhorn.bench;

import io.feedhorn.bench.load.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Some readers stop reading: what the others notice of it, and what the server keeps. */
record Stalled(Peer peer, Shape shape, int stalled, double stallSeconds) implements Scenario {
  private static final double MIB = 1024 * 1024;

  @Override
  public void measure(Bed bed, Results results) throws Exception {
    if (bed.available(List.of(peer), results).isEmpty()) {
      return;
    }
    for (int round = 1; round <= bed.options.runs(); round++) {
      Running server = bed.server(peer.server);
      try {
        Rated.open(bed, server, peer, shape, stalled);
        bed.load.ask("publish rate=" + shape.rate());
        Rated.seconds(bed, server, bed.options.settleSeconds());
        phase(bed, results, server, "before", round, bed.options.seconds());
        bed.load.ask("stall count=" + stalled);
        phase(bed, results, server, "stalled", round, stallSeconds);
        bed.load.ask("resume count=" + stalled);
        phase(bed, results, server, "after", round, bed.options.seconds());
      } finally {
        bed.load.ask("close");
      }
    }
  }

  private void phase(
      Bed bed, Results results, Running server, String phase, int round, double seconds)
      throws Exception {
    Words window = Rated.seconds(bed, server, seconds);
    Row row = Rated.row(peer, shape, round, window);
    Map<String, Double> values = new LinkedHashMap<>(row.values());
    values.put("heap", server.liveHeapBytes() / MIB);
    values.put("resident", server.residentBytes() / MIB);
    Row whole = new Row(peer.id, phase, round, values);
    results.rows().add(whole);
    System.out.printf(
        "%-10s run %d  %8.0f/s  p50 %.2f p99 %.2f max %.2f ms  missed %.0f skipped %.0f  heap %.1f MiB%n",
        phase,
        round,
        whole.value("got"),
        whole.value("p50"),
        whole.value("p99"),
        whole.value("max"),
        whole.value("missed"),
        whole.value("skipped"),
        whole.value("heap"));
  }
}
