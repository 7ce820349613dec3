package io.feedhorn.metrics;

import io.feedhorn.model.ErrorCode;

/** The counters of readers (port). Safe on any thread. */
public interface ReaderMetrics {
  /** Counters that do nothing. */
  ReaderMetrics NONE = new ReaderMetrics() {};

  /** Sets the number of readers. */
  default void readers(int number) {}

  /** Counts an acknowledgement that was stored. */
  default void acknowledged() {}

  /** Counts a command to a reader that was refused. */
  default void refused(ErrorCode code) {}

  /** Counts a reader that was removed because it was not used. */
  default void expired() {}
}
