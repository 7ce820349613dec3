package io.feedhorn.metrics;

import io.feedhorn.model.ErrorCode;

/**
 * The counters of a node (port). Safe on any thread; cheap enough to be called for every update.
 */
public interface Metrics {
  /** Counts an update that was accepted on a feed. */
  void published(String feed);

  /** Counts updates that were written to a connection. */
  void delivered(String transport, int updates);

  /** Counts updates that were replaced by a newer one of their topic. */
  void conflated(String transport, int updates);

  /** Counts the start of a connection or a waiting poll. */
  void opened(String transport);

  /** Counts the end of a connection or a waiting poll. */
  void closed(String transport);

  /**
   * Counts a connection that the server ended: once, when the server decides to end it. {@link
   * #closed} follows when the connection is gone.
   */
  default void disconnected(String transport, Disconnect reason) {}

  /**
   * Counts an encoded response to polls, shared by all that asked for the same at the same time.
   */
  default void encoded(String transport) {}

  /** Counts a refused request or message. */
  void refused(ErrorCode code);

  /** Returns the counters of the store of durable feeds. */
  default StoreMetrics forStore() {
    return StoreMetrics.NONE;
  }

  /** Returns the counters of readers. */
  default ReaderMetrics forReaders() {
    return ReaderMetrics.NONE;
  }

  /** Returns the counters of Web Push. */
  default PushMetrics forPush() {
    return PushMetrics.NONE;
  }

  /** Returns the metrics of a source. Called once for each source of the settings. */
  default SourceMetrics forSource(String name) {
    return SourceMetrics.NONE;
  }

  /** Returns the counters of a transport. Callers look them up once and store them. */
  default TransportMetrics forTransport(String transport) {
    return TransportMetrics.NONE;
  }
}
