package io.feedhorn.compare;

import java.io.IOException;
import java.util.Random;

/** {@code polling-…}: asks at a steady rate, whatever the answers take. */
final class PollSource implements Source {
  private final Run run;
  private final Polls polls;
  private final Tally tally;
  private final long everyMicros;
  private final double phase;
  private long due;
  private boolean finished;

  PollSource(Run run, Row row, Target target, Tally tally, Random random) {
    this.run = run;
    this.tally = tally;
    this.polls = new Polls(run, target, tally, row.closes());
    this.everyMicros = row.interval().toNanos() / 1_000;
    this.phase = random.nextDouble();
  }

  @Override
  public void open() throws IOException {
    polls.forget();
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
    while (polls.ask(0)) {
      // There is more.
    }
    tally.tripOfPolls(polls.roundTripMicros());
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
