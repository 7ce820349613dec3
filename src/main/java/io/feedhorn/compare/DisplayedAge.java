package io.feedhorn.compare;

/**
 * How old what is shown of one topic is, integrated over the window. Owned by the row's thread, not
 * thread-safe. All times by the server's clock, in microseconds.
 */
final class DisplayedAge {
  private static final long NOTHING = Long.MIN_VALUE;

  private long shownTs = NOTHING;
  private long since;
  private double age;
  private long time;

  /** Shows an update from a moment on; moments never go back by more than the clock's error. */
  void show(long ts, long at, RunContext.Window window) {
    if (shownTs == NOTHING) {
      // There was nothing to show before it happened, and from then on it was missing.
      since = ts;
      shownTs = ts;
      return;
    }
    runTo(at, window);
    shownTs = Math.max(shownTs, ts);
  }

  /** Goes on to a moment, or to the end of the window. */
  void runTo(long at, RunContext.Window window) {
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

  /** Microseconds of age times microseconds of time. */
  double age() {
    return age;
  }

  /** For how long something was shown within the window. */
  long time() {
    return time;
  }
}
