package io.feedhorn.transport.sockjs;

/**
 * Which of the server's event loops this is. Immutable.
 *
 * @param number from 0
 * @param loops how many there are
 */
public record LoopShard(int number, int loops) {
  /** The number of the event loop that a session lives on, the same for all who ask. */
  int ownerOf(String session) {
    return Math.floorMod(session.hashCode(), loops);
  }
}
