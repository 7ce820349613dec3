package io.feedhorn.metrics;

/**
 * A recorder of the times from publish to write, for one transport on one event loop (port). Owned
 * by that event loop. Cheap enough to be called for every update: no lock, no lookup, no
 * allocation.
 */
@FunctionalInterface
public interface WriteLatency {
  /** A recorder that does nothing. */
  WriteLatency NONE = micros -> {};

  /**
   * Records that an update was written to a connection.
   *
   * @param micros the time since the server accepted the update; negative if the clock of another
   *     node is ahead, which counts as 0
   */
  void written(long micros);
}
