package io.feedhorn.compare;

/**
 * The age of the displayed value of one topic, integrated over the window. Owned by the row's
 * thread, not thread-safe. All times by the server's clock, in microseconds.
 */
final class DisplayedAge {
  private static final long NOTHING = Long.MIN_VALUE;

  private long shownTs = NOTHING;
  private long since;
  private double age;
  private long time;

  /** Displays an update from a time on; times decrease by no more than the clock's error. */
  void show(long ts, long at, RunContext.Window window) {
    if (shownTs == NOTHING) {
      // No value existed before this update, and it was missing from then on.
      since = ts;
      shownTs = ts;
      return;
    }
    advanceTo(at, window);
    shownTs = Math.max(shownTs, ts);
  }

  /** Integrates up to a time or the end of the window. */
  void advanceTo(long at, RunContext.Window window) {
    long from = Math.max(since, window.serverStart());
    long to = Math.min(at, window.serverEnd());
    if (shownTs != NOTHING && to > from) {
      double begin = from - shownTs;
      double end = to - shownTs;
      age += (begin + end) / 2 * (end - begin);
      time += to - from;
    }
    since = Math.max(since, at);
  }

  /** Returns the integral, in microseconds of age times microseconds of time. */
  double age() {
    return age;
  }

  /** Returns the time within the window in which a value was displayed. */
  long time() {
    return time;
  }
}
