package io.feedhorn.source.book;

/** The memory of events that wait for snapshots, counted in their levels. Not thread-safe. */
final class EventBudget {
  /** About 200 bytes each. */
  static final int MAX_WAITING_LEVELS = 200_000;

  private final int max;
  private int taken;

  EventBudget(int maxLevels) {
    this.max = maxLevels;
  }

  /** Returns true if the event may wait. */
  boolean take(BookEvent event) {
    int size = 1 + event.size();
    if (size > max - taken) {
      return false;
    }
    taken += size;
    return true;
  }

  void giveBack(BookEvent event) {
    taken -= 1 + event.size();
  }

  int max() {
    return max;
  }
}
