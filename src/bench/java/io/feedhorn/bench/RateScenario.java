package io.feedhorn.bench;

import io.feedhorn.bench.load.LoadMessage;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measures peers in turns at one rate: CPU time per delivery, deliveries and latency. */
record RateScenario(List<Peer> peers, List<Workload> workloads) implements Scenario.Rounds {
  /** The number of updates before a window, at the least. */
  private static final double MIN_UPDATES = 3;

  @Override
  public void round(Testbed testbed, Results results, int round) throws Exception {
    for (Workload workload : workloads) {
      List<Peer> turn = testbed.available(peers, results);
      Collections.rotate(turn, -round);
      for (Peer peer : turn) {
        measure(testbed, results, peer, workload, round);
      }
    }
  }

  private static void measure(
      Testbed testbed, Results results, Peer peer, Workload workload, int round) throws Exception {
    try {
      boolean restarted = round > 0 && peer.server.compiles() && !testbed.isRunning(peer.server);
      MeasuredServer server = testbed.server(peer.server);
      if (restarted) {
        measureWorkload(testbed, server, peer, workload, 0);
        server.awaitIdle();
      }
      Measurement row = measureWorkload(testbed, server, peer, workload, round);
      System.out.println(summary(row, workload));
      if (round > 0) {
        results.rows().add(row);
      }
      if (!server.awaitIdle()) {
        testbed.discard(peer.server);
      }
    } catch (IOException failure) {
      testbed.discard(peer.server);
      testbed.note(
          results,
          "%s %s, run %d: %s"
              .formatted(peer.label, workload.variant(), round, failure.getMessage()));
    }
  }

  private static Measurement measureWorkload(
      Testbed testbed, MeasuredServer server, Peer peer, Workload workload, int round)
      throws IOException {
    boolean settles = round == 0 && peer.server.compiles();
    double warmUp = settles ? testbed.options.settleSeconds() : testbed.options.warmUpSeconds();
    double before = Math.max(warmUp, MIN_UPDATES / workload.rate());
    try {
      long cpu = ProcStat.cpuNanos(server.pids());
      openSubscribers(testbed, server, peer, workload, 0);
      double openMicros = (ProcStat.cpuNanos(server.pids()) - cpu) / 1e3 / workload.subscribers();
      testbed.load.execute("publish rate=" + workload.rate());
      if (measureSeconds(testbed, server, before).decimal("deliveries") == 0) {
        throw new IOException("no update was delivered");
      }
      LoadMessage figures = measureSeconds(testbed, server, testbed.options.seconds());
      Measurement row = row(peer, workload, round, figures);
      row.values().put("openMicros", openMicros);
      return row;
    } finally {
      testbed.load.execute("close");
    }
  }

  static void openSubscribers(
      Testbed testbed, MeasuredServer server, Peer peer, Workload workload, int stalling)
      throws IOException {
    testbed.load.execute(
        "open protocol=%s port=%d run=%s subscribers=%d topics=%d each=%d stalling=%d bytes=%d"
            .formatted(
                peer.protocol,
                server.port(),
                testbed.nextRun(),
                workload.subscribers(),
                workload.topics(),
                workload.topicsPerSubscriber(),
                stalling,
                workload.messageBytes()));
  }

  /** Measures for a time and returns the figures of the load process. */
  static LoadMessage measureSeconds(Testbed testbed, MeasuredServer server, double seconds)
      throws IOException {
    String pids = String.join(",", server.pids().stream().map(String::valueOf).toList());
    return testbed.load.execute("measure seconds=" + seconds + " pids=" + pids);
  }

  /** Returns the figures of a window. */
  static Measurement row(Peer peer, Workload workload, int round, LoadMessage figures)
      throws IOException {
    double deliveries = Math.max(1, figures.decimal("deliveries"));
    double nanos = figures.decimal("nanos");
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("offered", workload.deliveriesPerSecond());
    values.put("delivered", figures.decimal("deliveries") / nanos * 1e9);
    values.put("cpu", figures.decimal("serverNanos") / 1e3 / deliveries);
    values.put("p50", figures.decimal("p50") / 1e3);
    values.put("p99", figures.decimal("p99") / 1e3);
    values.put("p999", figures.decimal("p999") / 1e3);
    values.put("max", figures.decimal("max") / 1e3);
    values.put("missed", figures.decimal("missed"));
    values.put("skipped", figures.decimal("skipped"));
    values.put("duplicates", figures.decimal("duplicates"));
    values.put("reordered", figures.decimal("reordered"));
    values.put("bytes", figures.decimal("bytes") / deliveries);
    values.put("perRead", deliveries / Math.max(1, figures.decimal("reads")));
    values.put("serverCore", figures.decimal("serverNanos") / nanos * 100);
    values.put("loadCore", figures.decimal("loadNanos") / nanos * 100);
    values.put("loadAverage", Machine.loadAverage());
    return new Measurement(peer.id, workload.variant(), round, values);
  }

  private static String summary(Measurement row, Workload workload) {
    return String.format(
        Locale.ROOT,
        "%-16s %-8s run %d  %8.0f of %8.0f/s  %6.2f µs  p50 %8.2f p99 %8.2f ms  "
            + "missed %.0f duplicate %.0f reordered %.0f  %.0f B  %.1f/read  server %.0f %% load %.0f %%",
        row.subject(),
        workload.variant(),
        row.run(),
        row.value("delivered"),
        row.value("offered"),
        row.value("cpu"),
        row.value("p50"),
        row.value("p99"),
        row.value("missed"),
        row.value("duplicates"),
        row.value("reordered"),
        row.value("bytes"),
        row.value("perRead"),
        row.value("serverCore"),
        row.value("loadCore"));
  }
}
