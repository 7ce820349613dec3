package io.feedhorn.conform;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A client that asks again and again, each time from the cursor of the last answer. */
final class PollReader implements Reader {
  private static final Duration BETWEEN = Duration.ofMillis(3);

  private final Target target;
  private final Ask ask;
  private final int longestSeconds;
  private final Deque<String> taken = new ArrayDeque<>();
  private final Place place = new Place();
  private String cursor = "";
  private @Nullable Boolean recovered;
  private boolean more;

  /**
   * @param longestSeconds how long the server may hold an answer; 0 for short polling
   */
  PollReader(Target target, Ask ask, int longestSeconds) {
    this.target = target;
    this.ask = ask;
    this.longestSeconds = longestSeconds;
    take(target.get(path(ask.since(), 0)));
  }

  private String path(@Nullable String since, double wait) {
    return "/v1/updates?" + ask.since(since).query() + (wait > 0 ? "&wait=" + wait : "");
  }

  private void take(Answer answer) {
    String before = cursor.isEmpty() ? ask.since() : cursor;
    String told = answer.must(200).json().optionalString("cursor");
    Broken.unless(told != null, "an answer without a cursor: " + answer.shown());
    taken.addAll(answer.objects("updates"));
    cursor = String.valueOf(told);
    place.start(before, cursor);
    more = answer.json().flag("more", false);
    boolean whole = answer.json().flag("recovered", true);
    recovered = recovered == null ? whole : recovered && whole;
  }

  @Override
  public @Nullable String poll(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (taken.isEmpty()) {
      long left = deadline - System.nanoTime();
      if (left <= 0 && !more) {
        return null;
      }
      if (longestSeconds == 0 && !more) {
        pause();
      }
      double wait = more ? 0 : Math.min(longestSeconds, Math.max(1, left / 1_000_000) / 1e3);
      take(
          Target.done(
              target.begin("GET", path(cursor, wait), null),
              target.patience().plusMillis((long) (wait * 1_000))));
    }
    String update = taken.remove();
    place.moveTo(Told.of(update));
    return update;
  }

  /** Short polling is asking at an interval. */
  private static void pause() {
    try {
      Thread.sleep(BETWEEN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Lost("interrupted");
    }
  }

  /** The answer's cursor where all of the answer was given, else past what was given of it. */
  @Override
  public String cursor() {
    return taken.isEmpty() ? cursor : place.cursor();
  }

  @Override
  public @Nullable Boolean recovered() {
    return ask.since() == null ? null : recovered;
  }

  @Override
  public void close() {
    taken.clear();
  }
}
