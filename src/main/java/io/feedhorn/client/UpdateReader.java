package io.feedhorn.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A subscribed client of one transport. Used by one thread, which may block. Updates are returned
 * as they came and in the order they came; nothing is left out and nothing is reordered.
 */
public interface UpdateReader extends AutoCloseable {
  /**
   * Waits for the next update.
   *
   * @return null if no update came in time
   * @throws ConnectionLostException if the connection ended
   * @throws RequestRefusedException if the server ended the subscription
   * @throws ProtocolViolationException if the server sent something else
   */
  @Nullable ReceivedUpdate poll(Duration timeout);

  /**
   * Waits for the next update for as long as the connection is open.
   *
   * @throws ClientException like {@link #poll}
   */
  default ReceivedUpdate next() {
    ReceivedUpdate update = null;
    while (update == null) {
      update = poll(Duration.ofMinutes(1));
    }
    return update;
  }

  /**
   * Returns the position of this reader: after every update that it returned and before every other
   * one. A reader on any transport resumes from it. Empty if the position is unknown.
   */
  String cursor();

  /**
   * Returns false if snapshots replace some updates, after the requested cursor or later on this
   * connection; else true if a cursor was requested, null if none was. Valid for the updates that
   * were returned, from the first one on.
   */
  @Nullable Boolean recovered();

  /** Closes the connection. */
  @Override
  void close();
}
