package io.feedhorn.metrics;

import io.feedhorn.model.ErrorCode;

/** What is counted. Safe on any thread; a call costs little enough for every update. */
public interface Metrics {
  /** An update was accepted on a feed. */
  void published(String feed);

  /** So many updates were handed to a connection's transport. */
  void delivered(String transport, int updates);

  /** So many updates were left out because a newer one of their topic took their place. */
  void conflated(String transport, int updates);

  /** A connection, or a waiting poll, began. */
  void opened(String transport);

  /** A connection, or a waiting poll, ended. */
  void closed(String transport);

  /**
   * The server ended a connection. Counted once for each connection, when the server decides so;
   * {@link #closed} follows when the connection is gone.
   */
  default void disconnected(String transport, Disconnect reason) {}

  /** An answer to polls was made: one for all that asked for the same at the same moment. */
  default void encoded(String transport) {}

  /** A request or message was refused. */
  void refused(ErrorCode code);

  /** Where the cost of a transport adds up; to be asked for once, and kept. */
  default TransportMetrics forTransport(String transport) {
    return TransportMetrics.NONE;
  }
}
