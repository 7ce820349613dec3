package io.feedhorn.compare;

import java.io.Closeable;
import java.io.IOException;
import java.util.Random;

/**
 * A client of one transport that adds every received update to the statistics of its row: the port
 * of {@link TransportRun}. Used by the row's thread; {@link #close} is safe on any thread and ends
 * a blocked call.
 */
interface MeasuredClient extends Closeable {
  /** Creates the client of a row. It is not connected. */
  static MeasuredClient of(
      RunContext run,
      TransportSpec spec,
      ServerEndpoint server,
      TransportStats stats,
      Random random) {
    return switch (spec.kind()) {
      case WEBSOCKET -> new WebSocketClient(run, spec, server, stats);
      case SOCKJS -> new SockJsWebSocketClient(run, server, stats);
      case SOCKJS_XHR_STREAMING -> new SockJsStreamingClient(run, server, stats);
      case SSE -> new SseClient(run, spec, server, stats);
      case LONG_POLLING -> new LongPollingClient(run, server, stats);
      case POLLING -> new IntervalPollingClient(run, spec, server, stats, random);
    };
  }

  /**
   * Connects and subscribes; resumes if the client was connected before.
   *
   * @throws IOException if this fails; the call can be repeated
   */
  void open() throws IOException;

  /**
   * Waits for the next data and processes it.
   *
   * @throws IOException if the connection ended; {@link #open} resumes
   */
  void next() throws IOException;

  /** Returns true if a poller has requested all updates of the window; false for other clients. */
  default boolean isFinished() {
    return false;
  }

  @Override
  void close();
}
