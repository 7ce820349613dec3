package io.feedhorn.hub;

import io.feedhorn.model.Update;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The replays of one connection that are not conflated although it is lagging: a connection that
 * just resumed is not slow yet. Owned by the hub's event loop, not thread-safe. Replayed updates
 * beyond a maximum of bytes are conflated.
 */
final class ReplayAllowance {
  private final ByteBound pending;
  private @Nullable Map<String, Long> endOffsets;

  ReplayAllowance(int maxBytes) {
    this.pending = new ByteBound(maxBytes);
  }

  /** Adds an update of a replay. */
  void extendTo(Update update) {
    endOffsets = endOffsets == null ? new HashMap<>(2) : endOffsets;
    endOffsets.merge(update.topic().feed(), update.offset(), Math::max);
  }

  /** Returns true if an update is part of a replay, and does not exceed the maximum. */
  boolean covers(Update update) {
    return endOffsets != null
        && update.offset() <= endOffsets.getOrDefault(update.topic().feed(), 0L)
        && pending.fits(update.json().length());
  }

  /** Counts an update that waits. */
  void add(PendingUpdate update) {
    pending.add(update.replayBytes());
  }

  /** Stops counting an update, which does not wait any more. */
  void remove(PendingUpdate update) {
    pending.remove(update.replayBytes());
  }

  /** Counts the waiting updates from the beginning. */
  void resetCount() {
    pending.clear();
  }

  /** Ends the replay of a feed. */
  void end(String feed) {
    if (endOffsets != null) {
      endOffsets.remove(feed);
    }
  }
}
