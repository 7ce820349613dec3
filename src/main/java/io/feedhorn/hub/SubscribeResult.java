package io.feedhorn.hub;

import io.feedhorn.log.Replay;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import java.util.Map;

/**
 * The result of subscribing, or of reading for a poll. Immutable.
 *
 * @param cursor the end of the replay in each feed; live updates continue after it
 * @param replays the replay of each feed, in the order of the patterns
 */
public record SubscribeResult(Cursor cursor, Map<String, Replay> replays) {
  /** Returns false if history of a feed did not reach back to the reader's position. */
  public boolean recovered() {
    return replays.values().stream().allMatch(Replay::recovered);
  }

  /**
   * Returns the cursor from which a client that does not know it resumes the replay: the start
   * itself, in the epochs of this result.
   *
   * @param start the cursor of the subscription
   */
  private Cursor from(Cursor start) {
    Cursor from = start;
    for (Map.Entry<String, Position> each : cursor.positions().entrySet()) {
      if (Position.RESTARTED.equals(start.position(each.getKey()))) {
        from = from.with(each.getKey(), new Position(each.getValue().epoch(), 0, true));
      }
    }
    return from;
  }

  /**
   * Returns {@code ,"from":"…"} for an answer to a reader, with {@link #from}; nothing if the start
   * has no position.
   */
  public String fromField(Cursor start) {
    String from = from(start).toString();
    return from.isEmpty() ? "" : ",\"from\":\"" + from + '"';
  }

  /** Returns true if the replay of a feed contains updates. */
  public boolean hasUpdates(String feed) {
    Replay replay = replays.get(feed);
    return replay != null && !replay.updates().isEmpty();
  }

  /** Returns the number of updates in all replays. */
  public int updateCount() {
    return replays.values().stream().mapToInt(replay -> replay.updates().size()).sum();
  }

  /**
   * Returns the position before the first update of a feed's replay, of a reader that reads history
   * from its beginning.
   */
  public Position positionBefore(String feed) {
    Replay replay = replays.get(feed);
    Position end = cursor.position(feed);
    if (replay == null || end == null || replay.updates().isEmpty()) {
      throw new IllegalArgumentException("the replay has no update of the feed " + feed);
    }
    return new Position(end.epoch(), replay.updates().get(0).offset() - 1, true);
  }
}
