package io.feedhorn.transport.sockjs;

/**
 * The number of one event loop among those of the server. Immutable.
 *
 * @param number from 0
 * @param loops the number of event loops
 */
public record EventLoopNumber(int number, int loops) {
  /** Returns the number of the event loop that owns a session, the same on every event loop. */
  int ownerOf(String session) {
    return Math.floorMod(session.hashCode(), loops);
  }
}
