package io.feedhorn.log;

import io.feedhorn.model.Update;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest updates of one topic. Not thread-safe for writing: its feed's writer alone appends.
 * Readers on any thread see an update whole or not at all, provided they first read the feed's tail
 * and leave aside what is newer than it.
 */
final class TopicLog {
  private static final int FIRST_CAPACITY = 4;

  private final int size;
  private final long firstOffset;
  private volatile Update newest;
  // Slots are overwritten under readers: a reader knows an overwritten slot by its seq.
  private volatile @Nullable Update[] ring;

  TopicLog(int size, Update first) {
    this.size = size;
    // One that is known from its midst on only began no later than its update before.
    this.firstOffset = first.previousOffset() == 0 ? first.offset() : first.previousOffset();
    this.ring = new @Nullable Update[Math.min(size, FIRST_CAPACITY)];
    this.newest = first;
    ring[slot(ring, first.seq())] = first;
  }

  void append(Update update) {
    @Nullable Update[] slots = ring;
    if (slots.length < size && update.seq() > slots.length) {
      slots = grown(slots);
    }
    slots[slot(slots, update.seq())] = update;
    ring = slots;
    newest = update;
  }

  /** Lets go of what is older than a time, but for the newest. */
  void evictBefore(long micros) {
    @Nullable Update[] slots = ring;
    Update kept = newest;
    for (int i = 0; i < slots.length; i++) {
      Update update = slots[i];
      if (update != null && update != kept && update.timestampMicros() < micros) {
        slots[i] = null;
      }
    }
  }

  /** The offset of the topic's first update, long after it is gone. */
  long firstOffset() {
    return firstOffset;
  }

  Update newest() {
    return newest;
  }

  /** The newest update that is not past a bound; null where it is gone, or there was none. */
  @Nullable Update newestUpTo(long bound) {
    Update update = newest;
    while (update != null && update.offset() > bound) {
      update = before(update);
    }
    return update;
  }

  /** Whether it is certain that no update lies past one offset and not past another. */
  boolean hasNothing(long after, long bound) {
    Update later = newest;
    Update update = later;
    while (update != null && update.offset() > bound) {
      later = update;
      update = before(update);
    }
    return after >= bound || (update == null ? later.previousOffset() : update.offset()) <= after;
  }

  /** The topic's update before another; null where it is gone, or there was none. */
  @Nullable Update before(Update update) {
    @Nullable Update[] slots = ring;
    Update found = slots[slot(slots, update.seq() - 1)];
    return found != null && found.seq() == update.seq() - 1 ? found : null;
  }

  /**
   * Adds what is wanted, back from an update of this topic; where something of it is gone, that
   * update alone, or what is left where that is wanted.
   *
   * @param oldest the time before which an update counts as gone, Unix time in microseconds
   * @return whether nothing is missing
   */
  boolean collect(ReplayRequest request, Update from, long oldest, List<Update> into) {
    if (from.offset() <= request.after()) {
      return true;
    }
    int start = into.size();
    into.add(from);
    Update update = from;
    while (!request.latestOnly() && update.previousOffset() > request.after()) {
      update = before(update);
      if (update == null || update.timestampMicros() < oldest) {
        if (request.partial()) {
          return true;
        }
        into.subList(start + 1, into.size()).clear();
        return false;
      }
      into.add(update);
    }
    return true;
  }

  /** Adds all that is kept, in no order. */
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
