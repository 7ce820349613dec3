package io.feedhorn.log;

import io.feedhorn.model.NotificationFeeds;
import io.feedhorn.model.Uncounted;
import io.feedhorn.model.Update;
import java.util.List;
import java.util.function.Consumer;
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
  private final @Nullable TopicNotifications notifications;
  // Writer's thread only.
  private Uncounted uncounted;

  TopicLog(int size, Update first, Uncounted uncounted) {
    this.size = size;
    this.uncounted = uncounted;
    // A copied log may begin in the middle: the topic is at least as old as the previous update.
    this.firstOffset = first.previousOffset() == 0 ? first.offset() : first.previousOffset();
    this.ring = new @Nullable Update[Math.min(size, FIRST_CAPACITY)];
    this.newest = first;
    this.notifications =
        NotificationFeeds.contains(first.topic().feed()) ? new TopicNotifications(first) : null;
    ring[slot(ring, first.seq())] = first;
    stopCounting(first);
  }

  private void stopCounting(Update update) {
    if (update.isDeletion()) {
      stopCounting(new Uncounted(update.seq(), update.offset()));
    }
  }

  /** Sets the updates that do not count as unread, unless later ones do not. */
  void stopCounting(Uncounted known) {
    uncounted = uncounted.max(known);
  }

  /** Adds the newest update. Returns the one that it replaces; null if there was room. */
  @Nullable Update append(Update update) {
    @Nullable Update[] slots = ring;
    if (slots.length < size && update.seq() > slots.length) {
      slots = grown(slots);
    }
    int slot = slot(slots, update.seq());
    Update replaced = slots[slot];
    if (notifications != null) {
      notifications.onAppend(update, newest);
      notifications.onRemoved(replaced, update.timestampMicros());
    }
    slots[slot] = update;
    ring = slots;
    newest = update;
    stopCounting(update);
    return replaced;
  }

  /** Removes updates that are older than a time, except the newest one. */
  void evictBefore(long micros, long nowMicros, Consumer<Update> dropped) {
    @Nullable Update[] slots = ring;
    Update retained = newest;
    for (int i = 0; i < slots.length; i++) {
      Update update = slots[i];
      if (update != null && update != retained && update.timestampMicros() < micros) {
        if (notifications != null) {
          notifications.onRemoved(update, nowMicros);
        }
        slots[i] = null;
        dropped.accept(update);
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

  /** Returns true if the newest update ended the topic. */
  boolean isDeleted() {
    return newest.isDeletion();
  }

  /** Returns true if an update of this topic is retained. Writer's thread only. */
  boolean retains(Update update) {
    @Nullable Update[] slots = ring;
    return slots[slot(slots, update.seq())] == update;
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
   * Returns the newest update that is still delivered; null if there is none, it is gone, or the
   * topic was deleted after it.
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
    return update == null || update.isDeletion() ? null : update;
  }

  /**
   * Returns the seq of the newest update up to an offset, also if that update is gone; 0 if there
   * was none. If an update after the offset is gone, too, and other topics of the feed were updated
   * at that time, the result may be too small. Writer's thread only.
   *
   * @param atLeast a seq that is known to be no larger than the result
   */
  long seqUpTo(long bound, long atLeast) {
    Update after = oldestAfter(bound);
    if (after == null) {
      return newest.seq();
    }
    // At most one update for each offset between the bound and the previous update.
    long gone = Math.max(0, after.previousOffset() - bound);
    return Math.max(atLeast, after.seq() - 1 - gone);
  }

  /** Returns the oldest retained update. Writer's thread only. */
  Update oldest() {
    Update oldest = oldestAfter(0);
    return oldest == null ? newest : oldest;
  }

  /** Returns the oldest retained update after an offset; null if none. Writer's thread only. */
  @Nullable Update oldestAfter(long bound) {
    @Nullable Update[] slots = ring;
    Update oldest = null;
    long high = newest.seq();
    long low = Math.max(1, high - slots.length + 1);
    while (low <= high) {
      long middle = (low + high) >>> 1;
      Update update = slots[slot(slots, middle)];
      if (update != null && update.seq() == middle && update.offset() > bound) {
        oldest = update;
        high = middle - 1;
      } else {
        low = middle + 1;
      }
    }
    return oldest;
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
    if (notifications == null) {
      return true;
    }
    Update update = from;
    while (update != null && update.offset() > after) {
      if (update.isDeliverable(nowMicros)) {
        return true;
      }
      update = before(update);
    }
    return notifications.isLostAfter(after);
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
      if (update.isDeletion() && request.isSnapshot()) {
        return true;
      }
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

  /**
   * Returns the number of updates with a seq after another one, and after the topic's last
   * deletion. Notifications count only if they are retained and still delivered. Writer's thread
   * only.
   */
  long countAfter(long seq, long nowMicros) {
    long from = Math.max(seq, uncounted.seq());
    if (notifications == null) {
      return Math.max(0, newest.seq() - from);
    }
    long count = 0;
    for (Update update : ring) {
      if (update != null && update.seq() > from && update.isDeliverable(nowMicros)) {
        count++;
      }
    }
    return count;
  }

  /** Returns the updates that do not count as unread. Writer's thread only. */
  Uncounted uncounted() {
    return uncounted;
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
