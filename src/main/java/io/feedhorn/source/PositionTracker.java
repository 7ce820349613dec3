package io.feedhorn.source;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the newest position of one source, one write at a time: positions that arrive meanwhile
 * are replaced by the newest. A write that fails is repeated after a pause, because no other
 * position may follow. Owned by the source's event loop.
 */
public final class PositionTracker {
  private static final Logger LOG = LoggerFactory.getLogger(PositionTracker.class);
  private static final long NONE = -1;

  private final Vertx vertx;
  private final SourcePositions positions;
  private final String source;
  private final Backoff backoff;
  private @Nullable String next;
  private boolean saving;
  private boolean closed;
  private long timer = NONE;

  /** Completes when no write is on its way any more; null before the end. */
  private @Nullable Promise<Void> idle;

  /**
   * @param backoff the pauses after failed writes
   */
  public PositionTracker(Vertx vertx, SourcePositions positions, String source, Backoff backoff) {
    this.vertx = vertx;
    this.positions = positions;
    this.source = source;
    this.backoff = backoff;
  }

  /** Returns the stored position; null if there is none. */
  public Future<@Nullable String> load() {
    return positions.load(source);
  }

  /** Stores a position. */
  public void save(String position) {
    next = position;
    if (!saving) {
      saveNext();
    }
  }

  private void saveNext() {
    String position = next;
    next = null;
    if (position == null) {
      saving = false;
      if (idle != null) {
        idle.tryComplete();
      }
      return;
    }
    saving = true;
    positions
        .save(source, position)
        .onSuccess(saved -> onSaved())
        .onFailure(failure -> onFailed(position, failure));
  }

  private void onSaved() {
    backoff.reset();
    saveNext();
  }

  private void onFailed(String position, Throwable failure) {
    if (closed) {
      LOG.warn("Source {}: its position is not stored: {}", source, failure.getMessage());
      saveNext();
      return;
    }
    LOG.warn(
        "Source {}: its position is not stored, trying again: {}", source, failure.getMessage());
    if (next == null) {
      next = position;
    }
    timer =
        vertx.setTimer(
            backoff.nextMillis(),
            pause -> {
              timer = NONE;
              saveNext();
            });
  }

  /**
   * Repeats no write any more, but the one that waits, at once. If that fails, too, the messages
   * after the stored position are read again by the next source. The future completes when no write
   * is on its way.
   */
  public Future<Void> close() {
    closed = true;
    if (timer != NONE && vertx.cancelTimer(timer)) {
      timer = NONE;
      saveNext();
    }
    if (!saving) {
      return Future.succeededFuture();
    }
    Promise<Void> last = Promise.promise();
    idle = last;
    return last.future();
  }
}
