package io.feedhorn.hub;

import io.feedhorn.log.Replay;
import io.feedhorn.log.ReplayRequest;
import io.feedhorn.model.Position;
import java.util.Map;

/** The point in one feed at which a new subscription, or a poll, starts. Immutable. */
sealed interface StartPoint {
  /** A new reader: the newest update of each topic. */
  record Snapshot() implements StartPoint {
    @Override
    public ReplayRequest request() {
      return ReplayRequest.SNAPSHOT;
    }
  }

  /** A new reader that wants live updates only. */
  record Nothing() implements StartPoint {
    @Override
    public ReplayRequest request() {
      return ReplayRequest.NONE;
    }
  }

  /**
   * A reader that has processed the feed up to a position.
   *
   * @param latestOnly if true, at most the newest update of each topic
   */
  record After(Position position, boolean latestOnly) implements StartPoint {
    @Override
    public ReplayRequest request() {
      return ReplayRequest.afterPosition(position, latestOnly);
    }

    @Override
    public long minEndOffset() {
      return position.offset();
    }

    @Override
    public long wholeAfter() {
      return position.partial() ? Long.MAX_VALUE : position.offset();
    }
  }

  /**
   * The beginning of history.
   *
   * @param latestOnly if true, at most the newest update of each topic
   */
  record Earliest(boolean latestOnly) implements StartPoint {
    @Override
    public ReplayRequest request() {
      return ReplayRequest.earliest(latestOnly);
    }
  }

  /**
   * A reader whose log is over: the beginning of the new log's history. The replay is not
   * recovered.
   *
   * @param latestOnly if true, at most the newest update of each topic
   */
  record Restart(boolean latestOnly) implements StartPoint {
    @Override
    public ReplayRequest request() {
      return ReplayRequest.earliest(latestOnly);
    }

    @Override
    public boolean canRecover() {
      return false;
    }
  }

  /**
   * A reader whose position is not in the log, because its epoch is over or the log ends before it:
   * the newest update of each topic, and the replay is not recovered.
   */
  record Reset() implements StartPoint {
    @Override
    public ReplayRequest request() {
      return ReplayRequest.SNAPSHOT;
    }

    @Override
    public boolean canRecover() {
      return false;
    }
  }

  /** Returns the request for each topic of which the reader got nothing yet. */
  ReplayRequest request();

  /** Returns the offset after which live updates continue at the earliest. */
  default long minEndOffset() {
    return 0;
  }

  /**
   * Returns the offset after which the reader must get each update; {@link Long#MAX_VALUE} if it
   * asks for what is left of history, or for snapshots.
   */
  default long wholeAfter() {
    return Long.MAX_VALUE;
  }

  /** Returns true if a replay can be without a gap. */
  default boolean canRecover() {
    return true;
  }

  /**
   * Returns the part of the feed that the reader got with a replay from here.
   *
   * @param gapEnds the end of the gap, for topics that were subscribed before and may have one
   */
  default DeliveredRange delivered(Replay replay, Map<String, Long> gapEnds) {
    ReplayRequest request = request();
    if (request.equals(ReplayRequest.NONE)) {
      return DeliveredRange.live(replay.endOffset());
    }
    return request.latestOnly()
        ? DeliveredRange.newest(request.after(), replay.endOffset())
        : DeliveredRange.history(request.after(), replay, gapEnds);
  }
}
