package io.feedhorn.compare;

import java.io.IOException;

/** {@code long-polling}: asks again as soon as it was answered. */
final class LongPollingClient implements MeasuredClient {
  private static final int WAIT_SECONDS = 30;

  private final PollExchange polls;

  LongPollingClient(RunContext run, ServerEndpoint target, TransportStats stats) {
    this.polls = new PollExchange(run, target, stats, false);
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
