package io.feedhorn.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleConsumer;

/**
 * A run of the laboratory: every row at once. Used by one thread, which it blocks; the rows have
 * threads of their own, all of which have ended when it returns.
 */
public final class ComparisonRunner {
  private static final long LOOK_MICROS = 100_000;
  private static final long SETTLE_MICROS = 300_000;
  private static final long PATIENCE_MICROS = 15_000_000;

  private final RunContext run;
  private final ComparisonOptions comparison;
  private final ServerEndpoint target;

  public ComparisonRunner(ComparisonOptions comparison) {
    this.comparison = comparison;
    this.run = new RunContext(comparison);
    this.target = new ServerEndpoint(comparison.url(), comparison.token());
  }

  /**
   * Measures.
   *
   * @param progress told from 0 to 1 how much of the time is over
   * @throws IOException where the server cannot be reached, or does not tell its time
   */
  public Comparison measure(DoubleConsumer progress) throws IOException, InterruptedException {
    ClockProbe probe = new ClockProbe(run, target);
    Random random = new Random(comparison.seed());
    List<TransportRun> rows = new ArrayList<>();
    try {
      probe.begin();
      warmUp();
      for (TransportSpec spec : comparison.rows()) {
        // One after the other, so that their handshakes do not get into each other's way.
        TransportRun started = new TransportRun(run, spec, target, random);
        rows.add(started);
        started.awaitReady();
      }
      pause(SETTLE_MICROS);
      ServerCpu before = ServerCpu.read(run, target);
      run.begin();
      watch(progress);
      ServerCpu after = ServerCpu.read(run, target);
      awaitLatecomers(rows);
      run.end();
      for (TransportRun row : rows) {
        row.join();
      }
      return new ResultCalculator(run, rows, before, after).comparison();
    } finally {
      run.end();
      for (TransportRun row : rows) {
        row.join();
      }
      probe.join();
    }
  }

  /** Every row is opened once for nothing: a cold start is not what is to be measured. */
  private void warmUp() throws InterruptedException {
    RunContext unmeasured = new RunContext(comparison);
    List<TransportRun> rows =
        comparison.rows().stream()
            .map(spec -> new TransportRun(unmeasured, spec, target, new Random()))
            .toList();
    for (TransportRun row : rows) {
      row.awaitReady();
    }
    unmeasured.end();
    for (TransportRun row : rows) {
      row.join();
    }
  }

  private void watch(DoubleConsumer progress) {
    long whole = comparison.duration().toNanos() / 1_000;
    long start = run.clock().micros();
    for (long past = 0; past < whole; past = run.clock().micros() - start) {
      progress.accept((double) past / whole);
      pause(Math.min(LOOK_MICROS, whole - past));
    }
    progress.accept(1);
  }

  /** Pollers ask once more; what was pushed gets its time, too. */
  private void awaitLatecomers(List<TransportRun> rows) {
    long trip = run.serverClock().offset().roundTripMicros();
    pause(SETTLE_MICROS + 2 * trip);
    for (TransportRun row : rows) {
      long until = run.clock().micros() + row.row().interval().toNanos() / 1_000 + PATIENCE_MICROS;
      while (row.row().polls() && !row.isThrough() && run.clock().micros() < until) {
        pause(LOOK_MICROS);
      }
    }
  }

  private void pause(long micros) {
    run.waitUntil(run.clock().micros() + micros);
  }
}
