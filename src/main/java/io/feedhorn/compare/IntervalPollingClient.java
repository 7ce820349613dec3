package io.feedhorn.compare;

import java.io.IOException;
import java.util.Random;

/** The rows {@code polling-…}: a poller at a fixed rate, independent of response times. */
final class IntervalPollingClient implements MeasuredClient {
  private final RunContext run;
  private final PollExchange polls;
  private final TransportStats stats;
  private final long everyMicros;
  private final double phase;
  private long due;
  private boolean finished;

  IntervalPollingClient(
      RunContext run,
      TransportSpec spec,
      ServerEndpoint server,
      TransportStats stats,
      Random random) {
    this.run = run;
    this.stats = stats;
    this.polls = new PollExchange(run, server, stats, spec.closes());
    this.everyMicros = spec.interval().toNanos() / 1_000;
    this.phase = random.nextDouble();
  }

  @Override
  public void open() throws IOException {
    polls.disconnect();
    polls.open();
    askForAll();
    if (due == 0) {
      due = run.clock().micros() + (long) (phase * everyMicros);
    }
  }

  @Override
  public void next() throws IOException {
    if (run.waitUntil(due)) {
      return;
    }
    boolean last = run.isPast(run.clock().micros());
    long late = run.clock().micros() - due;
    due += everyMicros * (1 + Math.max(0, late) / everyMicros);
    askForAll();
    finished = last;
  }

  private void askForAll() throws IOException {
    while (polls.poll(0)) {
      // There is more.
    }
    stats.pollRoundTrip(polls.roundTripMicros());
  }

  @Override
  public boolean isFinished() {
    return finished;
  }

  @Override
  public void close() {
    polls.close();
  }
}
