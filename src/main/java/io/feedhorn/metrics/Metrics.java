package io.feedhorn.metrics;

import io.feedhorn.model.DisconnectReason;
import io.feedhorn.model.ErrorCode;

/**
 * The counters of a node (port). Safe on any thread; cheap enough to be called for every update.
 */
public interface Metrics {
  /**
   * The label of all feeds that do not exist. Clients can name any number of them, and a label has
   * a limited number of values. No feed can have this name.
   */
  String UNKNOWN_FEED = "(unknown)";

  /** Counts an update that was accepted on a feed. */
  void published(String feed);

  /** Counts updates that were accepted on a feed. */
  default void published(String feed, int updates) {
    for (int i = 0; i < updates; i++) {
      published(feed);
    }
  }

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
  default void disconnected(String transport, DisconnectReason reason) {}

  /**
   * Changes the number of connections that the server has decided to end and that are not gone yet.
   */
  default void closing(String transport, int change) {}

  /** Changes the number of connections that have a backlog. */
  default void lagging(String transport, int change) {}

  /**
   * Changes the number of subscribed patterns.
   *
   * @param feed a feed that exists, or {@link #UNKNOWN_FEED}
   */
  default void subscribed(String feed, int change) {}

  /** Counts the result of resuming one feed from a cursor. */
  default void resumed(String transport, ResumeResult result) {}

  /**
   * Counts an encoded response to polls, shared by all that asked for the same at the same time.
   */
  default void encoded(String transport) {}

  /** Counts a refused request or message. */
  void refused(ErrorCode code);

  /**
   * Counts a publish, or the deletion of a topic, that was refused.
   *
   * @param feed a feed that exists, or {@link #UNKNOWN_FEED}
   */
  default void publishRefused(String feed, ErrorCode code) {}

  /**
   * Returns a new recorder of the times from publish to write, for the calling event loop alone.
   */
  default WriteLatency newWriteLatency(String transport) {
    return WriteLatency.NONE;
  }

  /** Returns the counters of the store of durable feeds. */
  default StoreMetrics forStore() {
    return StoreMetrics.NONE;
  }

  /** Returns the counters of readers. */
  default ReaderMetrics forReaders() {
    return ReaderMetrics.NONE;
  }

  /** Returns the metrics of presence. */
  default PresenceMetrics forPresence() {
    return PresenceMetrics.NONE;
  }

  /** Returns the metrics of alerts. */
  default AlertMetrics forAlerts() {
    return AlertMetrics.NONE;
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
