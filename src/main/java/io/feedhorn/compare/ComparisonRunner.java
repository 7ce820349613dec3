package io.feedhorn.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleConsumer;

/**
 * A run of the latency laboratory with all rows at once. Blocks the calling thread. The rows have
 * threads of their own, which have ended when it returns.
 */
public final class ComparisonRunner {
  private static final long LOOK_MICROS = 100_000;
  private static final long SETTLE_MICROS = 300_000;
  private static final long PATIENCE_MICROS = 15_000_000;

  private final RunContext run;
  private final ComparisonOptions options;
  private final ServerEndpoint server;

  public ComparisonRunner(ComparisonOptions options) {
    this.options = options;
    this.run = new RunContext(options);
    this.server = new ServerEndpoint(options.url(), options.token());
  }

  /**
   * Measures all rows.
   *
   * @param progress receives the elapsed part of the window, from 0 to 1
   * @throws IOException if the server cannot be reached or does not return its time
   */
  public Comparison measure(DoubleConsumer progress) throws IOException, InterruptedException {
    ClockProbe probe = new ClockProbe(run, server);
    Random random = new Random(options.seed());
    List<TransportRun> rows = new ArrayList<>();
    try {
      probe.begin();
      warmUp();
      for (TransportSpec spec : options.rows()) {
        // One after the other, so that their handshakes do not delay each other.
        TransportRun started = new TransportRun(run, spec, server, random);
        rows.add(started);
        started.awaitReady();
      }
      pause(SETTLE_MICROS);
      ServerCpu before = ServerCpu.read(run, server);
      run.openWindow();
      awaitWindowEnd(progress);
      ServerCpu after = ServerCpu.read(run, server);
      awaitLateUpdates(rows);
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

  /** Opens every row once without measuring, so that figures have no cold start. */
  private void warmUp() throws InterruptedException {
    RunContext unmeasured = new RunContext(options);
    List<TransportRun> rows =
        options.rows().stream()
            .map(spec -> new TransportRun(unmeasured, spec, server, new Random()))
            .toList();
    for (TransportRun row : rows) {
      row.awaitReady();
    }
    unmeasured.end();
    for (TransportRun row : rows) {
      row.join();
    }
  }

  private void awaitWindowEnd(DoubleConsumer progress) {
    long whole = options.duration().toNanos() / 1_000;
    long start = run.clock().micros();
    for (long past = 0; past < whole; past = run.clock().micros() - start) {
      progress.accept((double) past / whole);
      pause(Math.min(LOOK_MICROS, whole - past));
    }
    progress.accept(1);
  }

  /** Waits for the last polls, and for pushed updates that are on their way. */
  private void awaitLateUpdates(List<TransportRun> rows) {
    long trip = run.serverClock().offset().roundTripMicros();
    pause(SETTLE_MICROS + 2 * trip);
    for (TransportRun row : rows) {
      long until = run.clock().micros() + row.spec().interval().toNanos() / 1_000 + PATIENCE_MICROS;
      while (row.spec().polls() && !row.hasEnded() && run.clock().micros() < until) {
        pause(LOOK_MICROS);
      }
    }
  }

  private void pause(long micros) {
    run.waitUntil(run.clock().micros() + micros);
  }
}
