package io.feedhorn.compare;

import java.io.Closeable;
import java.io.IOException;
import java.util.Random;

/**
 * One client of one transport: a port of {@link TransportRun}. Used by the row's thread, but for
 * {@link #close}, which any may call to end its waiting. Every update that comes goes to the tally,
 * in the order it came.
 */
interface MeasuredClient extends Closeable {
  /** The client of a row, not connected yet. */
  static MeasuredClient of(
      RunContext run,
      TransportSpec spec,
      ServerEndpoint target,
      TransportStats stats,
      Random random) {
    return switch (spec.kind()) {
      case WEBSOCKET -> new WebSocketClient(run, target, stats);
      case SOCKJS -> new SockJsWebSocketClient(run, target, stats);
      case SOCKJS_XHR_STREAMING -> new SockJsStreamingClient(run, target, stats);
      case SSE -> new SseClient(run, target, stats);
      case LONG_POLLING -> new LongPollingClient(run, target, stats);
      case POLLING -> new IntervalPollingClient(run, spec, target, stats, random);
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
