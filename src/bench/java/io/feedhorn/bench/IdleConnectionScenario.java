package io.feedhorn.bench;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures a connection that is subscribed to one topic without updates: memory and CPU time. */
record IdleConnectionScenario(List<Peer> peers, List<Integer> counts) implements Scenario.Rounds {
  /** A small initial heap, so that resident memory follows the need. */
  private static final List<String> JVM = List.of("-Xms32m");

  private static final int WINDOW_MILLIS = 1_500;
  private static final double KIB = 1024;

  @Override
  public void round(Testbed testbed, Results results, int round) throws Exception {
    // Each server is started for its measurement, so there is nothing to warm up.
    if (round == 0) {
      return;
    }
    for (int count : counts) {
      List<Peer> turn = testbed.available(peers, results);
      Collections.rotate(turn, -round);
      for (Peer peer : turn) {
        try (MeasuredServer server = testbed.startFresh(peer.server, JVM)) {
          Measurement row = row(testbed, server, peer, count, round);
          System.out.println(row.line());
          results.rows().add(row);
        } catch (IOException failure) {
          testbed.note(results, "%s, %d: %s".formatted(peer.label, count, failure.getMessage()));
        }
      }
    }
  }

  private static Measurement row(
      Testbed testbed, MeasuredServer server, Peer peer, int count, int round) throws Exception {
    try {
      // The first connection loads classes and buffers, which are not memory of a connection.
      RateScenario.openSubscribers(testbed, server, peer, new Workload("", 1, 10, 1, 0), 0);
      double heapBefore = heap(server, peer);
      double residentBefore = server.residentBytes();
      long cpuBefore = ProcStat.cpuNanos(server.pids());
      RateScenario.openSubscribers(testbed, server, peer, new Workload("", 1, count, 1, 0), 0);
      Thread.sleep(WINDOW_MILLIS);
      long cpu = ProcStat.cpuNanos(server.pids()) - cpuBefore;
      Map<String, Double> values = new LinkedHashMap<>();
      values.put("heap", (heap(server, peer) - heapBefore) / KIB / count);
      values.put("resident", (server.residentBytes() - residentBefore) / KIB / count);
      values.put("residentAll", server.residentBytes() / KIB / KIB);
      values.put("openMicros", cpu / 1e3 / count);
      return new Measurement(peer.id, Integer.toString(count), round, values);
    } finally {
      testbed.load.execute("close");
    }
  }

  private static double heap(MeasuredServer server, Peer peer) throws Exception {
    return peer.server.isJvm() ? server.liveHeapBytes() : Double.NaN;
  }
}
