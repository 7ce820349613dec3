package io.feedhorn.compare;

import java.io.IOException;

/** The row {@code long-polling}: sends the next poll when the previous one was answered. */
final class LongPollingClient implements MeasuredClient {
  private static final int WAIT_SECONDS = 30;

  private final PollExchange polls;

  LongPollingClient(RunContext run, ServerEndpoint server, TransportStats stats) {
    this.polls = new PollExchange(run, server, stats, false);
  }

  @Override
  public void open() throws IOException {
    polls.disconnect();
    polls.open();
    polls.poll(0);
  }

  @Override
  public void next() throws IOException {
    polls.poll(WAIT_SECONDS);
  }

  @Override
  public void close() {
    polls.close();
  }
}
