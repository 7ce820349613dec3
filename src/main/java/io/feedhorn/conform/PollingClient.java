package io.feedhorn.conform;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A client that asks again and again, each time from the cursor of the last answer. */
final class PollingClient implements TransportClient {
  private static final Duration BETWEEN = Duration.ofMillis(3);

  private final ServerUnderTest target;
  private final ReadRequest readRequest;
  private final int longestSeconds;
  private final Deque<String> taken = new ArrayDeque<>();
  private final CursorTracker place = new CursorTracker();
  private String cursor = "";
  private @Nullable Boolean recovered;
  private boolean more;

  /**
   * @param longestSeconds how long the server may hold an answer; 0 for short polling
   */
  PollingClient(ServerUnderTest target, ReadRequest readRequest, int longestSeconds) {
    this.target = target;
    this.readRequest = readRequest;
    this.longestSeconds = longestSeconds;
    take(target.get(path(readRequest.since(), 0)));
  }

  private String path(@Nullable String since, double wait) {
    return "/v1/updates?" + readRequest.since(since).query() + (wait > 0 ? "&wait=" + wait : "");
  }

  private void take(HttpAnswer answer) {
    String before = cursor.isEmpty() ? readRequest.since() : cursor;
    String told = answer.must(200).json().optionalString("cursor");
    CheckFailed.unless(told != null, "an answer without a cursor: " + answer.shown());
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
          ServerUnderTest.done(
              target.begin("GET", path(cursor, wait), null),
              target.patience().plusMillis((long) (wait * 1_000))));
    }
    String update = taken.remove();
    place.moveTo(ReceivedUpdate.of(update));
    return update;
  }

  /** Short polling is asking at an interval. */
  private static void pause() {
    try {
      Thread.sleep(BETWEEN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectionLost("interrupted");
    }
  }

  /** The answer's cursor where all of the answer was given, else past what was given of it. */
  @Override
  public String cursor() {
    return taken.isEmpty() ? cursor : place.cursor();
  }

  @Override
  public @Nullable Boolean recovered() {
    return readRequest.since() == null ? null : recovered;
  }

  @Override
  public void close() {
    taken.clear();
  }
}
