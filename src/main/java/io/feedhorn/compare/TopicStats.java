package io.feedhorn.compare;

/** The statistics of one topic in one row. Owned by the row's thread, not thread-safe. */
final class TopicStats {
  private final DisplayedAge displayedAge = new DisplayedAge();
  private final DisplayedAge idealAge = new DisplayedAge();
  private long seq;
  private int connection;
  private long conflated;
  private long lost;
  private long counted;

  /**
   * Adds an update. Returns true if it is new.
   *
   * @param at the time of arrival, by the server's clock
   * @param counts true if it is an update of the window
   * @param connection the number of the connection; updates may be lost between two
   */
  boolean add(
      MeasuredUpdate update, long at, RunContext.Window window, boolean counts, int connection) {
    if (connection != this.connection && update.seq() < seq) {
      // The feed began a new epoch between two connections.
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
    idealAge.show(update.ts(), update.ts(), window);
    return true;
  }

  void close(RunContext.Window window) {
    displayedAge.advanceTo(window.serverEnd(), window);
    idealAge.advanceTo(window.serverEnd(), window);
  }

  /** Returns the newest received seq up to the end of the window. */
  long seq() {
    return seq;
  }

  /** Returns the number of received updates of the window. */
  long counted() {
    return counted;
  }

  long conflated() {
    return conflated;
  }

  long lost() {
    return lost;
  }

  DisplayedAge displayedAge() {
    return displayedAge;
  }

  /** Returns the displayed age of a reader without any delay. */
  DisplayedAge idealAge() {
    return idealAge;
  }
}
