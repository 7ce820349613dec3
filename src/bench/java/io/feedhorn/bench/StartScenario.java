package io.feedhorn.bench;

import io.feedhorn.bench.load.LoadMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Starts a server in each round and measures the time until it is ready, the CPU time to open its
 * first connections, and the first seconds of publishing to them. The launcher has written its
 * archive in the round that does not count.
 */
record StartScenario(List<Peer> peers, Workload workload) implements Scenario.Rounds {
  /** The latency is that of the first half of these seconds, the CPU time that of all. */
  private static final double SECONDS = 20;

  private static final int ARCHIVE_POLLS = 1_200;
  private static final int POLL_MILLIS = 100;

  @Override
  public void round(Testbed testbed, Results results, int round) throws Exception {
    List<Peer> turn = testbed.available(peers, results);
    if (round == 0) {
      if (turn.contains(Peer.LAUNCHER)) {
        writeArchive(testbed);
      }
      return;
    }
    Collections.rotate(turn, -round);
    for (Peer peer : turn) {
      try (MeasuredServer server = start(testbed, peer)) {
        add(results, peer, round, firstSeconds(testbed, server, peer));
      } catch (IOException failure) {
        testbed.note(results, "%s, start: %s".formatted(peer.label, failure.getMessage()));
      }
    }
  }

  private static MeasuredServer start(Testbed testbed, Peer peer) throws Exception {
    return testbed.startFresh(peer.server, List.of());
  }

  private void add(Results results, Peer peer, int round, Map<String, Double> values) {
    Measurement row = new Measurement(peer.id, workload.variant(), round, values);
    System.out.println(row.line());
    results.rows().add(row);
  }

  private static Map<String, Double> values(MeasuredServer server) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("readySeconds", server.readySeconds());
    values.put("startCpuSeconds", ProcStat.cpuNanos(server.pids()) / 1e9);
    return values;
  }

  private Map<String, Double> firstSeconds(Testbed testbed, MeasuredServer server, Peer peer)
      throws IOException {
    Map<String, Double> values = values(server);
    try {
      long cpu = ProcStat.cpuNanos(server.pids());
      RateScenario.openSubscribers(testbed, server, peer, workload, 0);
      long opened = ProcStat.cpuNanos(server.pids()) - cpu;
      values.put("openMicros", opened / 1e3 / workload.subscribers());
      testbed.load.execute("publish rate=" + workload.rate());
      LoadMessage first = RateScenario.measureSeconds(testbed, server, SECONDS / 2);
      LoadMessage second = RateScenario.measureSeconds(testbed, server, SECONDS / 2);
      double deliveries = first.decimal("deliveries") + second.decimal("deliveries");
      double nanos = first.decimal("serverNanos") + second.decimal("serverNanos");
      values.put("cpu", nanos / 1e3 / deliveries);
      values.put("delivered", deliveries / SECONDS);
      values.put("p50", first.decimal("p50") / 1e3);
      values.put("p99", first.decimal("p99") / 1e3);
      values.put("max", first.decimal("max") / 1e3);
      values.put("missed", first.decimal("missed") + second.decimal("missed"));
      return values;
    } finally {
      testbed.load.execute("close");
    }
  }

  /** Waits for the archive that the first start of the launcher writes in the background. */
  private static void writeArchive(Testbed testbed) throws Exception {
    Path cache = testbed.directory.folder("launcher");
    MeasuredServer server = start(testbed, Peer.LAUNCHER);
    try {
      for (int i = 0; i < ARCHIVE_POLLS && !isWritten(cache); i++) {
        Thread.sleep(POLL_MILLIS);
      }
    } finally {
      server.close();
    }
  }

  private static boolean isWritten(Path cache) throws IOException {
    try (Stream<Path> files = Files.walk(cache, 2)) {
      List<String> names = files.map(file -> String.valueOf(file.getFileName())).toList();
      return names.stream().anyMatch(name -> name.endsWith(".jsa"))
          && names.stream().noneMatch(name -> name.startsWith("train."));
    }
  }
}
