package io.feedhorn.hub;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Update;

/**
 * One connection as the hub sees it. Every call is on the hub's event loop, at the end of its turn.
 */
public interface Subscriber {
  /** Whether the connection takes more now. When it does again, it calls {@link Outbox#drained}. */
  boolean writable();

  /** Takes an update. Called only while {@link #writable}; not sent before {@link #flush}. */
  void write(Update update);

  /** Sends what was written since the last flush. Called once at the end of the loop's turn. */
  void flush();

  /**
   * A feed's log was put in the place of another; the snapshots follow. What can not be told comes
   * back, and is told as it resumes.
   *
   * @param cursor where the new log is
   */
  default void reset(String feed, Cursor cursor) {
    tooSlow();
  }

  /** The connection fell further behind on a feed that is never conflated than its bound allows. */
  void tooSlow();

  /** The name of the transport, for metrics: {@code websocket}. */
  String transport();
}
