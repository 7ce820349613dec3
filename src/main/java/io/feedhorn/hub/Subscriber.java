package io.feedhorn.hub;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Update;

/**
 * A connection, or a waiting poll, that receives updates (port). Called by the hub's event loop,
 * during a flush or after it.
 */
public interface Subscriber {
  /**
   * Returns true if the connection accepts an update now. After it returned false, the connection
   * calls {@link Outbox#drained} as soon as it accepts more.
   */
  boolean writable();

  /** Writes an update. Called only while {@link #writable}; sent with the next {@link #flush}. */
  void write(Update update);

  /** Sends the updates that were written since the last call. */
  void flush();

  /**
   * Notifies the client that the log of a feed was replaced; snapshots follow. A transport without
   * a message for it closes the connection: the client is notified when it resumes.
   *
   * @param cursor the end of the new log
   */
  default void reset(String feed, Cursor cursor) {
    tooSlow();
  }

  /**
   * Closes the connection, because its backlog of a feed that is never conflated exceeds the
   * maximum.
   */
  void tooSlow();

  /** Returns the name of the transport for metrics, such as {@code websocket}. */
  String transport();
}
