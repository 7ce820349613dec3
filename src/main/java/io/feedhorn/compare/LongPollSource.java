package io.feedhorn.compare;

import java.io.IOException;

/** {@code long-polling}: asks again as soon as it was answered. */
final class LongPollSource implements Source {
  private static final int WAIT_SECONDS = 30;

  private final Polls polls;

  LongPollSource(Run run, Target target, Tally tally) {
    this.polls = new Polls(run, target, tally, false);
  }

  @Override
  public void open() throws IOException {
    polls.forget();
    polls.open();
    polls.ask(0);
  }

  @Override
  public void next() throws IOException {
    polls.ask(WAIT_SECONDS);
  }

  @Override
  public void close() {
    polls.close();
  }
}
