package io.feedhorn.transport;

import java.util.List;

/**
 * A part of the sessions that match a query. Immutable.
 *
 * @param total the number of sessions that match, on this page or not
 * @param more true if there are sessions after those of the page
 */
public record SessionPage(int total, List<SessionStatus> sessions, boolean more) {
  static final SessionPage EMPTY = new SessionPage(0, List.of(), false);

  public SessionPage {
    sessions = List.copyOf(sessions);
  }
}
