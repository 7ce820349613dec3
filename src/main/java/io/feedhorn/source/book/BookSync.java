package io.feedhorn.source.book;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One book and its state: it waits for a snapshot, or it is live. If snapshots come from a URL,
 * events wait for the snapshot, and join it by their update IDs:
 *
 * <ul>
 *   <li>an event whose last ID the book already has is ignored;
 *   <li>an event that follows an ID which the book does not have yet is a gap;
 *   <li>any other one is applied, also one that the book has in part, since quantities are
 *       absolute.
 * </ul>
 *
 * <p>Example: the events 98–101, 102–104 and 105–109 wait when the snapshot 103 arrives. The first
 * one is ignored, the others are applied. After a snapshot 96 another one is necessary. After a gap
 * the book is empty until the next snapshot. Not thread-safe.
 */
final class BookSync {
  /** The consequence of an event or a snapshot. */
  enum Result {
    /** The book is not changed. */
    UNCHANGED,
    /** The book is live and changed. */
    CHANGED,
    /** The book is empty, and needs a snapshot; there is a reason. */
    GAP,
    /** The snapshot is older than the events, and is not used; there is a reason. */
    TOO_OLD,
    /** The waiting events are dropped; there is a reason. The awaited snapshot is still needed. */
    OVERFLOW
  }

  /**
   * Events in a row that are older than the book: a duplicate is one, a restarted count is many.
   */
  private static final int MAX_OLD_EVENTS = 1_000;

  private final String symbol;
  private final OrderBook book;
  private final @Nullable EventBudget budget;
  private final ArrayDeque<BookEvent> waiting = new ArrayDeque<>();
  private boolean live;
  private boolean overflowed;
  private @Nullable Long id;
  private @Nullable Long checksum;
  private @Nullable Object item;
  private int oldEvents;
  private String reason = "";

  /**
   * @param depth the number of levels that are kept of each side
   * @param budget the bound of the waiting events; null if none wait, because snapshots are events
   */
  BookSync(String symbol, int depth, @Nullable EventBudget budget) {
    this.symbol = symbol;
    this.book = new OrderBook(symbol, depth);
    this.budget = budget;
  }

  boolean isLive() {
    return live;
  }

  /** Returns the reason of the last result that has one. */
  String reason() {
    return reason;
  }

  /** Returns the value of the live book. */
  Object value(int levels) {
    return book.value(levels, id, checksum);
  }

  /**
   * Returns the item of the event that changed the book last; null if it is a snapshot of a URL.
   */
  @Nullable Object item() {
    return item;
  }

  /** Takes an event of the connection. */
  Result accept(BookEvent event) {
    if (event.snapshot()) {
      dropWaiting();
      load(event);
      return verified(event) ? Result.CHANGED : gap(null);
    }
    if (!live) {
      return budget == null ? Result.UNCHANGED : await(event, budget);
    }
    Result result = apply(event);
    return result == Result.GAP ? gap(event) : result;
  }

  /** Takes a snapshot of a URL. Has no effect on a live book. */
  Result join(BookEvent snapshot) {
    if (live) {
      return Result.UNCHANGED;
    }
    BookEvent oldest = waiting.peek();
    Long before = oldest == null ? null : oldest.before();
    if (before != null && snapshot.last() != null && before > snapshot.last()) {
      reason = "the snapshot %d is older than the events".formatted(snapshot.last());
      return Result.TOO_OLD;
    }
    load(snapshot);
    for (BookEvent event = poll(); event != null; event = poll()) {
      if (apply(event) == Result.GAP) {
        restart();
        // The events from here on wait for the next snapshot.
        putBack(event);
        return Result.GAP;
      }
    }
    return Result.CHANGED;
  }

  /** Empties a book after a gap that its events do not show. */
  void startOver() {
    dropWaiting();
    restart();
  }

  private void load(BookEvent snapshot) {
    book.clear();
    book.apply(snapshot.bids(), snapshot.asks());
    id = snapshot.last();
    checksum = snapshot.checksum();
    item = snapshot.item();
    live = true;
    overflowed = false;
    oldEvents = 0;
  }

  private Result apply(BookEvent event) {
    Long have = id;
    if (have != null && event.last() != null) {
      if (event.last() <= have) {
        if (++oldEvents <= MAX_OLD_EVENTS) {
          return Result.UNCHANGED;
        }
        reason = "%d events of %s in a row are older than %d".formatted(oldEvents, symbol, have);
        return Result.GAP;
      }
      if (event.before() != null && event.before() > have) {
        reason =
            "gap: the event up to %d of %s follows %d, the book has %d"
                .formatted(event.last(), symbol, event.before(), have);
        return Result.GAP;
      }
    }
    oldEvents = 0;
    book.apply(event.bids(), event.asks());
    if (event.last() != null) {
      id = event.last();
    }
    checksum = event.checksum();
    item = event.item();
    return verified(event) ? Result.CHANGED : Result.GAP;
  }

  private boolean verified(BookEvent event) {
    long computed = event.checksum() == null ? 0 : book.checksum();
    if (event.checksum() == null || event.checksum() == computed) {
      return true;
    }
    reason =
        "gap: the check sum of %s is %d, the event has %d"
            .formatted(symbol, computed, event.checksum());
    return false;
  }

  private Result gap(@Nullable BookEvent event) {
    restart();
    if (event != null && budget != null) {
      await(event, budget);
    }
    return Result.GAP;
  }

  private void restart() {
    live = false;
    id = null;
    book.clear();
  }

  private Result await(BookEvent event, EventBudget limit) {
    if (limit.take(event)) {
      waiting.add(event);
      return Result.UNCHANGED;
    }
    dropWaiting();
    if (limit.take(event)) {
      waiting.add(event);
    }
    if (overflowed) {
      return Result.UNCHANGED;
    }
    overflowed = true;
    reason =
        "gap: too many events wait for the snapshot of %s (at most %d levels); they are dropped"
            .formatted(symbol, limit.max());
    return Result.OVERFLOW;
  }

  private @Nullable BookEvent poll() {
    BookEvent next = waiting.poll();
    if (next != null && budget != null) {
      budget.giveBack(next);
    }
    return next;
  }

  private void putBack(BookEvent event) {
    if (budget != null && budget.take(event)) {
      waiting.addFirst(event);
    }
  }

  private void dropWaiting() {
    while (poll() != null) {
      // Gives each of them back to the budget.
    }
  }
}
