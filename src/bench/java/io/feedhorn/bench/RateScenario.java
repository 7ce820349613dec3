package io.feedhorn.bench;

import io.feedhorn.bench.load.Command;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Peers that take turns at one rate: what a delivery costs, how many come, how late. */
record RateScenario(List<Peer> peers, List<Workload> shapes) implements Scenario {
  @Override
  public void measure(Testbed bed, Results results) throws Exception {
    List<Peer> present = bed.available(peers, results);
    // The first round lets every JIT settle, and does not count.
    for (int round = 0; round <= bed.options.runs(); round++) {
      for (Workload shape : shapes) {
        List<Peer> turn = new ArrayList<>(present);
        Collections.rotate(turn, -round);
        for (Peer peer : turn) {
          measure(bed, results, peer, shape, round);
        }
      }
    }
  }

  private static void measure(Testbed bed, Results results, Peer peer, Workload shape, int round)
      throws Exception {
    try {
      boolean again = round > 0 && peer.server.compiles() && !bed.isUp(peer.server);
      ServerUnderBench server = bed.server(peer.server);
      if (again) {
        window(bed, server, peer, shape, 0);
        server.settle();
      }
      Measurement row = window(bed, server, peer, shape, round);
      System.out.println(told(row, shape));
      if (round > 0) {
        results.rows().add(row);
      }
      if (!server.settle()) {
        bed.discard(peer.server);
      }
    } catch (IOException failure) {
      bed.discard(peer.server);
      bed.note(
          results,
          "%s %s, run %d: %s".formatted(peer.label, shape.variant(), round, failure.getMessage()));
    }
  }

  private static Measurement window(
      Testbed bed, ServerUnderBench server, Peer peer, Workload shape, int round)
      throws IOException {
    boolean settles = round == 0 && peer.server.compiles();
    double before = settles ? bed.options.settleSeconds() : bed.options.warmUpSeconds();
    try {
      open(bed, server, peer, shape, 0);
      bed.load.ask("publish rate=" + shape.rate());
      if (seconds(bed, server, before).decimal("deliveries") == 0) {
        throw new IOException("nothing was delivered");
      }
      return row(peer, shape, round, seconds(bed, server, bed.options.seconds()));
    } finally {
      bed.load.ask("close");
    }
  }

  static void open(Testbed bed, ServerUnderBench server, Peer peer, Workload shape, int stalling)
      throws IOException {
    bed.load.ask(
        "open wire=%s port=%d run=%s subscribers=%d topics=%d each=%d stalling=%d"
            .formatted(
                peer.wire,
                server.port(),
                bed.nextRun(),
                shape.subscribers(),
                shape.topics(),
                shape.each(),
                stalling));
  }

  /** Lets the load measure a window. */
  static Command seconds(Testbed bed, ServerUnderBench server, double seconds) throws IOException {
    String pids = String.join(",", server.pids().stream().map(String::valueOf).toList());
    return bed.load.ask("measure seconds=" + seconds + " pids=" + pids);
  }

  /** Returns the figures of a window. */
  static Measurement row(Peer peer, Workload shape, int round, Command window) throws IOException {
    double deliveries = Math.max(1, window.decimal("deliveries"));
    double nanos = window.decimal("nanos");
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("asked", shape.deliveriesPerSecond());
    values.put("got", window.decimal("deliveries") / nanos * 1e9);
    values.put("cpu", window.decimal("serverNanos") / 1e3 / deliveries);
    values.put("p50", window.decimal("p50") / 1e3);
    values.put("p99", window.decimal("p99") / 1e3);
    values.put("p999", window.decimal("p999") / 1e3);
    values.put("max", window.decimal("max") / 1e3);
    values.put("missed", window.decimal("missed"));
    values.put("skipped", window.decimal("skipped"));
    values.put("doubled", window.decimal("doubled"));
    values.put("reordered", window.decimal("reordered"));
    values.put("bytes", window.decimal("bytes") / deliveries);
    values.put("perRead", deliveries / Math.max(1, window.decimal("reads")));
    values.put("serverCore", window.decimal("serverNanos") / nanos * 100);
    values.put("loadCore", window.decimal("loadNanos") / nanos * 100);
    values.put("loadAverage", Machine.loadAverage());
    return new Measurement(peer.id, shape.variant(), round, values);
  }

  private static String told(Measurement row, Workload shape) {
    return String.format(
        Locale.ROOT,
        "%-16s %-8s run %d  %8.0f of %8.0f/s  %6.2f µs  p50 %8.2f p99 %8.2f ms  "
            + "missed %.0f doubled %.0f reordered %.0f  %.0f B  %.1f/read  server %.0f %% load %.0f %%",
        row.subject(),
        shape.variant(),
        row.run(),
        row.value("got"),
        row.value("asked"),
        row.value("cpu"),
        row.value("p50"),
        row.value("p99"),
        row.value("missed"),
        row.value("doubled"),
        row.value("reordered"),
        row.value("bytes"),
        row.value("perRead"),
        row.value("serverCore"),
        row.value("loadCore"));
  }
}
