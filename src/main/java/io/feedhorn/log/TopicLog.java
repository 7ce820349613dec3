package io.feedhorn.log;

import io.feedhorn.model.NotificationFeeds;
import io.feedhorn.model.Update;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest updates of one topic. Only the feed's writer appends. Readers on any thread see an
 * update completely or not at all, if they first read the feed's end offset and ignore newer
 * updates.
 */
final class TopicLog {
  private static final int FIRST_CAPACITY = 4;

  private final int size;
  private final long firstOffset;
  private volatile Update newest;
  // Slots are overwritten while others read: a reader detects that by the update's seq.
  private volatile @Nullable Update[] ring;
  // Null for topics whose updates are always delivered.
  private final @Nullable CollapseKeys collapseKeys;
  // The newest update that is gone although it was still to be delivered. Not used without keys.
  private volatile long newestLost;

  TopicLog(int size, Update first) {
    this.size = size;
    // A copied log may begin in the middle: the topic is at least as old as the previous update.
    this.firstOffset = first.previousOffset() == 0 ? first.offset() : first.previousOffset();
    this.ring = new @Nullable Update[Math.min(size, FIRST_CAPACITY)];
    this.newest = first;
    this.newestLost = first.previousOffset();
    this.collapseKeys =
        NotificationFeeds.contains(first.topic().feed()) ? new CollapseKeys(first) : null;
    ring[slot(ring, first.seq())] = first;
  }

  void append(Update update) {
    @Nullable Update[] slots = ring;
    if (slots.length < size && update.seq() > slots.length) {
      slots = grown(slots);
    }
    int slot = slot(slots, update.seq());
    if (collapseKeys != null) {
      if (update.previousOffset() != newest.offset()) {
        markLost(update.previousOffset());
      }
      collapseKeys.add(update);
      onRemoved(slots[slot], collapseKeys, update.timestampMicros());
    }
    slots[slot] = update;
    ring = slots;
    newest = update;
  }

  /** Remembers that an update is about to be removed, unless it would not be delivered any more. */
  private void onRemoved(@Nullable Update removed, CollapseKeys keys, long nowMicros) {
    if (removed != null) {
      keys.remove(removed);
      if (removed.isDeliverable(nowMicros)) {
        markLost(removed.offset());
      }
    }
  }

  private void markLost(long offset) {
    newestLost = Math.max(newestLost, offset);
    // A reader that misses the update in its slot must see that it is lost.
    VarHandle.fullFence();
  }

  /** Removes updates that are older than a time, except the newest one. */
  void evictBefore(long micros, long nowMicros) {
    @Nullable Update[] slots = ring;
    Update retained = newest;
    for (int i = 0; i < slots.length; i++) {
      Update update = slots[i];
      if (update != null && update != retained && update.timestampMicros() < micros) {
        if (collapseKeys != null) {
          onRemoved(update, collapseKeys, nowMicros);
        }
        slots[i] = null;
      }
    }
  }

  /** Returns the offset of the topic's first update, even if it is gone. */
  long firstOffset() {
    return firstOffset;
  }

  Update newest() {
    return newest;
  }

  /** Returns the newest update up to an offset; null if it is gone or there was none. */
  @Nullable Update newestUpTo(long bound) {
    Update update = newest;
    while (update != null && update.offset() > bound) {
      update = before(update);
    }
    return update;
  }

  /**
   * Returns the newest update that is still delivered; null if there is none or it is gone.
   *
   * @param oldest the time before which an update other than the newest counts as gone, Unix time
   *     in microseconds
   */
  @Nullable Update newestDeliverable(long oldest, long nowMicros) {
    Update update = newest;
    while (update != null && !update.isDeliverable(nowMicros)) {
      Update older = before(update);
      update = older == null || older.timestampMicros() < oldest ? null : older;
    }
    return update;
  }

  /**
   * Returns true if there certainly was no update after one offset and up to another, other than
   * such as are not delivered any more.
   */
  boolean hasNothing(long after, long bound, long nowMicros) {
    Update later = newest;
    Update update = later;
    while (update != null && update.offset() > bound) {
      later = update;
      update = before(update);
    }
    return after >= bound
        || (update == null ? later.previousOffset() : update.offset()) <= after
        || !isAnyMissing(update, after, nowMicros);
  }

  /** Returns true if an update after an offset, this one or an older one, is to be delivered. */
  private boolean isAnyMissing(@Nullable Update from, long after, long nowMicros) {
    if (collapseKeys == null) {
      return true;
    }
    Update update = from;
    while (update != null && update.offset() > after) {
      if (update.isDeliverable(nowMicros)) {
        return true;
      }
      update = before(update);
    }
    VarHandle.acquireFence();
    return newestLost > after;
  }

  /** Returns the topic's update before another; null if it is gone or there was none. */
  @Nullable Update before(Update update) {
    @Nullable Update[] slots = ring;
    Update previous = slots[slot(slots, update.seq() - 1)];
    return previous != null && previous.seq() == update.seq() - 1 ? previous : null;
  }

  /**
   * Adds the requested updates up to one of this topic that are still delivered. If some of them
   * are gone, adds the newest of them alone, or, for a {@code partial} request, the ones that are
   * left.
   *
   * @param oldest the time before which an update counts as gone, Unix time in microseconds
   * @return true if no requested update is missing
   */
  boolean collect(
      ReplayRequest request, Update from, long oldest, long nowMicros, List<Update> into) {
    int start = into.size();
    Update update = from;
    while (update.offset() > request.after()) {
      if (update.isDeliverable(nowMicros)) {
        into.add(update);
        if (request.latestOnly()) {
          return true;
        }
      }
      if (update.previousOffset() <= request.after()) {
        return true;
      }
      Update older = before(update);
      if (older == null || older.timestampMicros() < oldest) {
        if (request.partial()
            || request.latestOnly()
            || !isAnyMissing(older, request.after(), nowMicros)) {
          return true;
        }
        into.subList(Math.min(start + 1, into.size()), into.size()).clear();
        return false;
      }
      update = older;
    }
    return true;
  }

  /** Adds all retained updates, in no order. */
  void collectAll(List<Update> into) {
    for (Update update : ring) {
      if (update != null) {
        into.add(update);
      }
    }
  }

  private @Nullable Update[] grown(@Nullable Update[] slots) {
    @Nullable Update[] larger = new @Nullable Update[Math.min(size, slots.length * 2)];
    for (Update update : slots) {
      if (update != null) {
        larger[slot(larger, update.seq())] = update;
      }
    }
    return larger;
  }

  private static int slot(@Nullable Update[] slots, long seq) {
    return (int) Math.floorMod(seq, (long) slots.length);
  }
}
