package io.feedhorn.compare;

import java.io.Closeable;
import java.io.IOException;
import java.util.Random;

/**
 * One client of one transport: a port of {@link RowRun}. Used by the row's thread, but for {@link
 * #close}, which any may call to end its waiting. Every update that comes goes to the tally, in the
 * order it came.
 */
interface Source extends Closeable {
  /** The client of a row, not connected yet. */
  static Source of(Run run, Row row, Target target, Tally tally, Random random) {
    return switch (row.kind()) {
      case WEBSOCKET -> new SocketSource(run, target, tally);
      case SOCKJS -> new SockJsSource(run, target, tally);
      case SOCKJS_XHR_STREAMING -> new SockJsStreamSource(run, target, tally);
      case SSE -> new StreamSource(run, target, tally);
      case LONG_POLLING -> new LongPollSource(run, target, tally);
      case POLLING -> new PollSource(run, row, target, tally, random);
    };
  }

  /**
   * Connects and subscribes, from where it was where it was anywhere.
   *
   * @throws IOException where that did not work; it may be tried again
   */
  void open() throws IOException;

  /**
   * Waits for what comes next, and hands it on.
   *
   * @throws IOException where the connection is gone; {@link #open} goes on
   */
  void next() throws IOException;

  /** Whether all updates of the window were asked for; always false where they are pushed. */
  default boolean isFinished() {
    return false;
  }

  @Override
  void close();
}
