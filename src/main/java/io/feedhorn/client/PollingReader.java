package io.feedhorn.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A reader that sends polls, each with the cursor of the previous response. */
public final class PollingReader implements UpdateReader {
  private static final Duration SHORT_POLL_INTERVAL = Duration.ofMillis(3);

  private final FeedhornClient client;
  private final ReadRequest request;
  private final int maxWaitSeconds;
  private final Duration interval;
  private final Deque<String> unread = new ArrayDeque<>();
  private final CursorTracker tracker = new CursorTracker();
  private String cursor = "";
  private @Nullable Boolean recovered;
  private boolean more;

  /**
   * Sends the first poll. See {@link FeedhornClient#open}.
   *
   * @param maxWaitSeconds maximum time for which the server may hold a poll; 0 for short polling
   */
  public PollingReader(FeedhornClient client, ReadRequest request, int maxWaitSeconds) {
    this(client, request, maxWaitSeconds, SHORT_POLL_INTERVAL);
  }

  /**
   * Sends the first poll. See {@link FeedhornClient#open}.
   *
   * @param interval pause before each short poll
   */
  public PollingReader(
      FeedhornClient client, ReadRequest request, int maxWaitSeconds, Duration interval) {
    this.client = client;
    this.request = request;
    this.maxWaitSeconds = maxWaitSeconds;
    this.interval = interval;
    accept(client.get(path(request.since(), 0)));
  }

  private String path(@Nullable String since, double waitSeconds) {
    String wait = waitSeconds > 0 ? "&wait=" + waitSeconds : "";
    return "/v1/updates?" + request.since(since).pollQuery() + wait;
  }

  private void accept(HttpAnswer answer) {
    String previous = cursor.isEmpty() ? request.since() : cursor;
    String next = answer.requireStatus(200).json().optionalString("cursor");
    if (next == null) {
      throw new ProtocolViolationException("a response without a cursor: " + answer.excerpt());
    }
    unread.addAll(answer.objects("updates"));
    cursor = next;
    String from = answer.json().optionalString("from");
    tracker.start(from == null ? previous : from, next);
    more = answer.json().flag("more", false);
    boolean complete = answer.json().flag("recovered", true);
    recovered = recovered == null ? complete : recovered && complete;
  }

  @Override
  public @Nullable ReceivedUpdate poll(Duration timeout) {
    Deadline deadline = Deadline.after(timeout);
    while (unread.isEmpty()) {
      long leftMillis = deadline.left().toMillis();
      if (deadline.left().isZero() && !more) {
        return null;
      }
      if (maxWaitSeconds == 0 && !more) {
        pause();
      }
      double wait = more ? 0 : Math.min(maxWaitSeconds, Math.max(1, leftMillis) / 1e3);
      accept(
          client.send(
              "GET", path(cursor, wait), null, client.timeout().plusMillis((long) (wait * 1_000))));
    }
    // If it is invalid, the cursor stays before it.
    ReceivedUpdate update = ReceivedUpdate.of(unread.element());
    unread.remove();
    tracker.advancePast(update);
    return update;
  }

  private void pause() {
    try {
      Thread.sleep(interval.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectionLostException("interrupted");
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>The cursor of the last response if all its updates were returned, else composed from their
   * offsets.
   */
  @Override
  public String cursor() {
    return unread.isEmpty() ? cursor : tracker.cursor();
  }

  /** Returns the updates of the last response that {@link #poll} has not returned yet. */
  public int unread() {
    return unread.size();
  }

  @Override
  public @Nullable Boolean recovered() {
    boolean resumes = request.since() != null || request.reader() != null;
    return (resumes || Boolean.FALSE.equals(recovered)) ? recovered : null;
  }

  @Override
  public void close() {
    unread.clear();
  }
}
