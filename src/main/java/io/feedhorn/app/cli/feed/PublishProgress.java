package io.feedhorn.app.cli.feed;

import java.io.PrintWriter;
import java.util.Locale;

/** A line on a terminal with the number of published values. Used by one thread. */
final class PublishProgress implements AutoCloseable {
  private static final long MIN_NANOS = 100_000_000;
  private static final String CLEARED = "\r\u001b[K";

  private final PrintWriter err;
  private final boolean terminal;
  private final long start = System.nanoTime();
  private long shownAt = start - MIN_NANOS;
  private boolean visible;

  PublishProgress(PrintWriter err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  /** Shows the number, at most ten times a second. */
  void show(long published) {
    long now = System.nanoTime();
    if (terminal && now - shownAt >= MIN_NANOS) {
      shownAt = now;
      visible = true;
      err.print(CLEARED + text(published, now));
      err.flush();
    }
  }

  /** Prints the result: always if lines were refused, else on a terminal. */
  void finish(long published, long refused) {
    close();
    if (terminal || refused > 0) {
      err.println(
          text(published, System.nanoTime())
              + (refused == 0 ? "" : ", refused " + grouped(refused)));
    }
  }

  private String text(long published, long now) {
    double seconds = Math.max(1e-3, (now - start) / 1e9);
    return "Published %s (%s/s)"
        .formatted(grouped(published), grouped(Math.round(published / seconds)));
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  @Override
  public void close() {
    if (visible) {
      err.print(CLEARED);
      err.flush();
      visible = false;
    }
  }
}
