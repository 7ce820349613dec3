package io.feedhorn.bench;

import io.feedhorn.bench.load.LoadMessage;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures publishes over HTTP by connections each of which waits for its answer.
 *
 * @param lines the number of updates in a request
 */
record PublishScenario(String variant, List<Peer> peers, int connections, int lines)
    implements Scenario.Rounds {
  /** The compilers need longer only once, in the round that does not count. */
  private static final double FIRST_WARM_UP_SECONDS = 4;

  @Override
  public void round(Testbed testbed, Results results, int round) throws Exception {
    List<Peer> turn = testbed.available(peers, results);
    Collections.rotate(turn, -round);
    for (Peer peer : turn) {
      try {
        if (peer.server.compiles() && !testbed.isRunning(peer.server)) {
          row(testbed, peer, 0);
        }
        Measurement row = row(testbed, peer, round);
        System.out.println(summary(row));
        if (round > 0) {
          results.rows().add(row);
        }
        if (!testbed.server(peer.server).awaitIdle()) {
          testbed.discard(peer.server);
        }
      } catch (IOException failure) {
        testbed.discard(peer.server);
        testbed.note(
            results,
            "%s %s, run %d: %s".formatted(peer.label, variant, round, failure.getMessage()));
      }
    }
  }

  private Measurement row(Testbed testbed, Peer peer, int round) throws Exception {
    MeasuredServer server = testbed.server(peer.server);
    LoadMessage figures =
        testbed.load.execute(
            "post protocol=%s port=%d connections=%d lines=%d before=%s seconds=%s pids=%s"
                .formatted(
                    peer.protocol,
                    server.port(),
                    connections,
                    lines,
                    round == 0 ? FIRST_WARM_UP_SECONDS : testbed.options.warmUpSeconds() / 2,
                    testbed.options.seconds(),
                    String.join(",", server.pids().stream().map(String::valueOf).toList())));
    double nanos = figures.decimal("nanos");
    double published = Math.max(1, figures.decimal("published"));
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("published", published / nanos * 1e9);
    values.put("cpu", figures.decimal("serverNanos") / 1e3 / published);
    values.put("p50", figures.decimal("p50") / 1e3);
    values.put("p99", figures.decimal("p99") / 1e3);
    values.put("serverCore", figures.decimal("serverNanos") / nanos * 100);
    values.put("loadCore", figures.decimal("loadNanos") / nanos * 100);
    return new Measurement(peer.id, variant, round, values);
  }

  private static String summary(Measurement row) {
    return String.format(
        Locale.ROOT,
        "%-16s %-12s run %d  %9.0f/s  %6.2f µs  p50 %8.2f p99 %8.2f ms  server %.0f %% load %.0f %%",
        row.subject(),
        row.variant(),
        row.run(),
        row.value("published"),
        row.value("cpu"),
        row.value("p50"),
        row.value("p99"),
        row.value("serverCore"),
        row.value("loadCore"));
  }
}
