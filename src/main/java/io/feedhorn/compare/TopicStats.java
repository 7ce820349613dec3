package io.feedhorn.compare;

/** What one row got of one topic. Owned by the row's thread, not thread-safe. */
final class TopicStats {
  private final DisplayedAge displayedAge = new DisplayedAge();
  private final DisplayedAge perfect = new DisplayedAge();
  private long seq;
  private int connection;
  private long conflated;
  private long lost;
  private long counted;

  /**
   * Takes an update; whether it is a new one.
   *
   * @param at when it came, by the server's clock
   * @param counts whether it is one of the window
   * @param connection changes where updates may be lost in between
   */
  boolean take(
      MeasuredUpdate update, long at, RunContext.Window window, boolean counts, int connection) {
    if (connection != this.connection && update.seq() < seq) {
      // The feed started over while nobody looked.
      seq = update.seq() - 1;
    }
    if (update.seq() <= seq) {
      return false;
    }
    long missing = update.seq() - seq - 1;
    if (counts && missing > 0) {
      if (seq == 0 || connection != this.connection) {
        lost += missing;
      } else {
        conflated += missing;
      }
    }
    counted += counts ? 1 : 0;
    seq = update.seq();
    this.connection = connection;
    displayedAge.show(update.ts(), at, window);
    perfect.show(update.ts(), update.ts(), window);
    return true;
  }

  void close(RunContext.Window window) {
    displayedAge.runTo(window.serverEnd(), window);
    perfect.runTo(window.serverEnd(), window);
  }

  /** The newest that came of those up to the end of the window. */
  long seq() {
    return seq;
  }

  /** How many of the window came. */
  long counted() {
    return counted;
  }

  long conflated() {
    return conflated;
  }

  long lost() {
    return lost;
  }

  DisplayedAge screen() {
    return displayedAge;
  }

  /** The screen of a reader that has each of these updates the moment it happens. */
  DisplayedAge perfect() {
    return perfect;
  }
}
